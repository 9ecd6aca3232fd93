// The light follower's world, seen from above: walls, pillars, a lamp. Metres, seconds, radians.
#pragma once

#include <box2d/box2d.h>

#include <vector>

namespace robots {

struct Pillar {
  b2Vec2 at;
  float radius;
};

struct Arena {
  float half_side = 2.0f;  // walls at +- this
  b2Vec2 lamp{1.1f, 0.9f};
  float lamp_height = 0.5f;  // it hangs above: pillars bar the way, not the light
  std::vector<Pillar> pillars{{{0.25f, 0.55f}, 0.22f}, {{0.75f, -0.55f}, 0.25f}, {{-0.85f, -0.15f}, 0.2f}};
};

// Puts walls and pillars into the world; it has no gravity, friction is the floor's.
void build(const Arena& arena, b2World& world);

// What falls on a level surface at `from`, in units of what falls right below the lamp.
float brightness(const Arena& arena, b2Vec2 from);

}  // namespace robots

#include "arena.hpp"

namespace robots {

void build(const Arena& arena, b2World& world) {
  b2BodyDef at_rest;
  b2Body* ground = world.CreateBody(&at_rest);
  const float s = arena.half_side;
  const b2Vec2 corners[] = {{-s, -s}, {-s, s}, {s, s}, {s, -s}};  // clockwise: solid from within
  b2ChainShape walls;
  walls.CreateLoop(corners, 4);
  ground->CreateFixture(&walls, 0.0f);
  for (const Pillar& pillar : arena.pillars) {
    b2CircleShape circle;
    circle.m_p = pillar.at;
    circle.m_radius = pillar.radius;
    ground->CreateFixture(&circle, 0.0f);
  }
}

float brightness(const Arena& arena, b2Vec2 from) {
  const float height2 = arena.lamp_height * arena.lamp_height;
  return height2 / ((from - arena.lamp).LengthSquared() + height2);
}

}  // namespace robots

// A body with four legs that lean and lift, seen from the side: a trotting robot cut down to two dimensions.
// Metres, seconds, radians; it walks to the right.
#pragma once

#include <box2d/box2d.h>

#include <array>
#include <cstddef>

namespace robots {

// Legs 0 and 3 (near fore, far hind) are one pair, 1 and 2 (far fore, near hind) the other, as in a trot.
constexpr std::size_t legs = 4;
constexpr std::size_t pair_of(std::size_t leg) { return leg == 0 || leg == 3 ? 0 : 1; }

struct LegCommand {
  float hip_angle;  // rad; positive: forward
  float lift;       // m, of the foot
};

struct Pose {
  float x, y, angle;
};

class Walker {
 public:
  static constexpr float body_length = 0.50f, body_height = 0.09f;
  static constexpr float upper = 0.13f, lower = 0.15f, thickness = 0.024f;  // the lower leg slides along the upper one
  static constexpr float hip_at = 0.19f;                                    // from the body's middle
  static constexpr float hip_limit = 0.6f, lift_limit = 0.05f;

  explicit Walker(b2World& world);  // and the ground under it

  void drive(const std::array<LegCommand, 2>& pair);  // every step: the joints' own position loops

  float hip_angle(std::size_t leg) const { return hip_[leg]->GetJointAngle(); }
  Pose body() const { return pose(body_); }
  Pose upper_leg(std::size_t leg) const { return pose(upper_[leg]); }
  Pose lower_leg(std::size_t leg) const { return pose(lower_[leg]); }

 private:
  static Pose pose(const b2Body* body) { return {body->GetPosition().x, body->GetPosition().y, body->GetAngle()}; }
  void add_leg(b2World& world, std::size_t leg);

  b2Body* body_;
  std::array<b2Body*, legs> upper_, lower_;
  std::array<b2RevoluteJoint*, legs> hip_;
  std::array<b2PrismaticJoint*, legs> slide_;
};

}  // namespace robots

#include "walker.hpp"

#include <algorithm>
#include <cstdint>

namespace robots {
namespace {

constexpr float body_mass = 2.0f, upper_mass = 0.08f, lower_mass = 0.08f;  // kg
constexpr float hip_torque = 6.0f;                                         // N m
constexpr float lift_force = 60.0f;                                        // N
constexpr float gain = 40.0f;                                              // 1/s, of the position loops
constexpr float most_hip_speed = 8.0f, most_lift_speed = 1.0f;             // rad/s, m/s

float towards(float wanted, float is, float most_speed) {
  return std::clamp(gain * (wanted - is), -most_speed, most_speed);
}

constexpr std::uint16_t of_ground = 1, of_robot = 2;  // the robot's parts pass each other

b2Body* add_box(b2World& world, b2Vec2 at, float width, float height, float mass, float friction) {
  b2BodyDef def;
  def.type = b2_dynamicBody;
  def.position = at;
  def.allowSleep = false;
  b2Body* body = world.CreateBody(&def);
  b2PolygonShape box;
  box.SetAsBox(width / 2, height / 2);
  b2FixtureDef fixture;
  fixture.shape = &box;
  fixture.density = mass / (width * height);
  fixture.friction = friction;
  fixture.filter.categoryBits = of_robot;
  fixture.filter.maskBits = of_ground;
  body->CreateFixture(&fixture);
  return body;
}

// From the ground to the hip, legs straight.
constexpr float hip_height = Walker::upper / 2 + Walker::upper / 2 + Walker::lower - 0.02f;

}  // namespace

Walker::Walker(b2World& world) {
  b2BodyDef at_rest;
  b2Body* ground = world.CreateBody(&at_rest);
  b2EdgeShape edge;
  edge.SetTwoSided({-100.0f, 0.0f}, {1000.0f, 0.0f});
  b2FixtureDef fixture;
  fixture.shape = &edge;
  fixture.friction = 0.9f;
  fixture.filter.categoryBits = of_ground;
  ground->CreateFixture(&fixture);

  body_ = add_box(world, {0.0f, hip_height}, body_length, body_height, body_mass, 0.3f);
  for (std::size_t leg = 0; leg < legs; ++leg) add_leg(world, leg);
}

void Walker::add_leg(b2World& world, std::size_t leg) {
  const b2Vec2 hip{leg < 2 ? hip_at : -hip_at, hip_height};
  upper_[leg] = add_box(world, hip - b2Vec2(0.0f, upper / 2), thickness, upper, upper_mass, 0.3f);
  const float overlap = 0.02f;
  lower_[leg] = add_box(world, hip - b2Vec2(0.0f, upper - overlap + lower / 2), thickness, lower, lower_mass, 0.9f);

  b2RevoluteJointDef turns;
  turns.Initialize(body_, upper_[leg], hip);
  turns.enableLimit = true;
  turns.lowerAngle = -hip_limit;
  turns.upperAngle = hip_limit;
  turns.enableMotor = true;
  turns.maxMotorTorque = hip_torque;
  hip_[leg] = static_cast<b2RevoluteJoint*>(world.CreateJoint(&turns));

  b2PrismaticJointDef slides;
  slides.Initialize(upper_[leg], lower_[leg], hip, {0.0f, 1.0f});
  slides.enableLimit = true;
  slides.lowerTranslation = 0.0f;
  slides.upperTranslation = lift_limit;
  slides.enableMotor = true;
  slides.maxMotorForce = lift_force;
  slide_[leg] = static_cast<b2PrismaticJoint*>(world.CreateJoint(&slides));
}

void Walker::drive(const std::array<LegCommand, 2>& pair) {
  for (std::size_t leg = 0; leg < legs; ++leg) {
    const LegCommand& command = pair[pair_of(leg)];
    hip_[leg]->SetMotorSpeed(towards(command.hip_angle, hip_[leg]->GetJointAngle(), most_hip_speed));
    slide_[leg]->SetMotorSpeed(towards(command.lift, slide_[leg]->GetJointTranslation(), most_lift_speed));
  }
}

}  // namespace robots

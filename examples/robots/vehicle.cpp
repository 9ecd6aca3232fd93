#include "vehicle.hpp"

#include <algorithm>
#include <cmath>

namespace robots {
namespace {

class Nearest : public b2RayCastCallback {
 public:
  explicit Nearest(const b2Body* self) : self_(self) {}
  float ReportFixture(b2Fixture* fixture, const b2Vec2&, const b2Vec2&, float fraction) override {
    if (fixture->GetBody() == self_) return -1.0f;  // as if it were not there
    hit = std::min(hit, fraction);
    return fraction;
  }
  float hit = 1.0f;  // of the ray's length

 private:
  const b2Body* self_;
};

b2Vec2 direction(float angle) { return {std::cos(angle), std::sin(angle)}; }

}  // namespace

Vehicle::Vehicle(b2World& world, const Arena& arena, b2Vec2 position, float heading, std::uint64_t noise_seed)
    : arena_(arena), world_(world), random_(noise_seed) {
  b2BodyDef def;
  def.type = b2_dynamicBody;
  def.position = position;
  def.angle = heading;
  def.allowSleep = false;
  body_ = world.CreateBody(&def);
  b2CircleShape circle;
  circle.m_radius = radius;
  b2FixtureDef fixture;
  fixture.shape = &circle;
  fixture.density = mass / (b2_pi * radius * radius);
  fixture.friction = 0.2f;
  body_->CreateFixture(&fixture);
}

// Light from the eye's axis counts in full, from behind it hardly: cos^4 of half the angle.
float Vehicle::eye(float angle) const {
  const float axis = heading() + angle;
  const b2Vec2 at = position() + radius * direction(axis);
  const b2Vec2 to_lamp = arena_.lamp - at;
  const float cosine = b2Dot(to_lamp, direction(axis)) / std::max(to_lamp.Length(), 1e-6f);
  const float lobe = 0.25f * (1.0f + cosine) * (1.0f + cosine);
  const float light = brightness(arena_, at) * lobe;
  return std::clamp(1.0f + std::log10(std::max(light, 1e-3f)) / 3.0f, 0.0f, 1.0f);
}

// Three rays a side, the nearest counts.
float Vehicle::nearness(float side) const {
  float nearest = 1.0f;
  for (const float angle : {0.15f, 0.6f, 1.1f}) {
    const b2Vec2 along = direction(heading() + side * angle);
    Nearest found(body_);
    world_.RayCast(&found, position() + radius * along, position() + (radius + range) * along);
    nearest = std::min(nearest, found.hit);
  }
  return 1.0f - nearest;
}

float Vehicle::noisy(float reading) { return std::clamp(reading + noise_(random_), 0.0f, 1.0f); }

Readings Vehicle::sense() {
  Readings r;
  r.light_left = noisy(eye(eye_angle));
  r.light_right = noisy(eye(-eye_angle));
  r.near_left = noisy(nearness(1.0f));
  r.near_right = noisy(nearness(-1.0f));
  return r;
}

void Vehicle::pull(float side, float speed) {
  const b2Vec2 ahead = direction(heading());
  const b2Vec2 wheel = body_->GetWorldPoint({0.0f, side * track / 2});
  const float rolling = b2Dot(body_->GetLinearVelocityFromWorldPoint(wheel), ahead);
  const float force = std::clamp(mass / 2 * (speed - rolling) / motor_lag, -grip, grip);
  body_->ApplyForce(force * ahead, wheel, true);
}

void Vehicle::drive(Wheels command, float dt) {
  pull(1.0f, command.left);
  pull(-1.0f, command.right);
  // Wheels do not slide sideways while their grip lasts.
  const b2Vec2 across = direction(heading() + b2_pi / 2);
  const float sliding = b2Dot(body_->GetLinearVelocity(), across);
  const float impulse = std::clamp(-mass * sliding, -2 * grip * dt, 2 * grip * dt);
  body_->ApplyLinearImpulseToCenter(impulse * across, true);
}

}  // namespace robots

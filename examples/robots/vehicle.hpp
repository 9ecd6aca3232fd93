// A round robot with two driven wheels, two eyes and two range sensors.
#pragma once

#include <box2d/box2d.h>

#include <random>

#include "arena.hpp"

namespace robots {

struct Readings {
  float light_left, light_right;  // of logarithmic photo sensors: 0 dark (1/1000 of below the lamp) … 1 bright
  float near_left, near_right;    // 0: nothing within range … 1: touching
};

struct Wheels {
  float left, right;  // m/s
};

class Vehicle {
 public:
  static constexpr float radius = 0.10f;        // m
  static constexpr float track = 0.16f;         // m, between the wheels
  static constexpr float eye_angle = 0.75f;     // rad, to either side
  static constexpr float range = 0.45f;         // m, of the range sensors, from the rim
  static constexpr float mass = 1.0f;           // kg
  static constexpr float grip = 6.0f;           // N each wheel can give, along or across
  static constexpr float motor_lag = 0.05f;     // s
  static constexpr float sensor_noise = 0.01f;  // sd, of every reading

  Vehicle(b2World& world, const Arena& arena, b2Vec2 position, float heading, std::uint64_t noise_seed);

  Readings sense();
  // The motors' pull for the next `dt` seconds; b2World::Step follows.
  void drive(Wheels command, float dt);

  b2Vec2 position() const { return body_->GetPosition(); }
  float heading() const { return body_->GetAngle(); }

 private:
  float eye(float angle) const;
  float nearness(float angle) const;
  float noisy(float reading);
  void pull(float side, float speed);

  const Arena& arena_;
  b2World& world_;
  b2Body* body_;
  std::mt19937_64 random_;
  std::normal_distribution<float> noise_{0.0f, sensor_noise};
};

}  // namespace robots

// The arena seen from above, as part of a picture that moves: floor, lamp, pillars, and the robot.
#pragma once

#include <string>

#include "animation.hpp"
#include "light_run.hpp"

namespace robots {

// Okabe and Ito's palette: distinct for colour-blind readers and in print.
constexpr const char *left_colour = "#0072B2", *right_colour = "#D55E00";

class LightFloor {
 public:
  // A square of `size` pixels, its corner at left, top.
  LightFloor(const Arena& arena, double left, double top, double size)
      : arena_(arena), left_(left), top_(top), size_(size), scale_(size / (2.0 * arena.half_side)) {}

  double across(double x) const { return left_ + (x + arena_.half_side) * scale_; }
  double down(double y) const { return top_ + (arena_.half_side - y) * scale_; }
  Placement place(const Sample& s) const { return {across(s.x), down(s.y), -s.heading * 180.0 / b2_pi}; }

  std::string shapes(const LightRules& rules) const;
  std::string labels(const LightRules& rules) const;  // lamp, pillar, a metre
  std::string vehicle() const;                        // about its middle, nose along x

 private:
  const Arena& arena_;
  double left_, top_, size_, scale_;
};

}  // namespace robots

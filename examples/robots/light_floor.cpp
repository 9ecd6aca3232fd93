#include "light_floor.hpp"

#include <fmt/format.h>

#include "vehicle.hpp"

namespace robots {

std::string LightFloor::shapes(const LightRules& rules) const {
  const std::string id = fmt::format("{:.0f}-{:.0f}", left_, top_);
  std::string out = fmt::format(
      "<defs><radialGradient id=\"glow{0}\"><stop offset=\"0\" stop-color=\"#fff3b0\" stop-opacity=\"0.95\"/>"
      "<stop offset=\"0.12\" stop-color=\"#ffe08a\" stop-opacity=\"0.75\"/>"
      "<stop offset=\"0.45\" stop-color=\"#ffcf5c\" stop-opacity=\"0.22\"/>"
      "<stop offset=\"1\" stop-color=\"#ffcf5c\" stop-opacity=\"0\"/></radialGradient>"
      "<clipPath id=\"floor{0}\"><rect x=\"{1}\" y=\"{2}\" width=\"{3}\" height=\"{3}\"/></clipPath></defs>"
      "<rect x=\"{1}\" y=\"{2}\" width=\"{3}\" height=\"{3}\" fill=\"#1d2733\" stroke=\"#0b0f14\" "
      "stroke-width=\"6\"/>",
      id, left_, top_, size_);
  out += fmt::format(
      "<g clip-path=\"url(#floor{4})\"><circle cx=\"{0:.1f}\" cy=\"{1:.1f}\" r=\"{2:.1f}\" fill=\"url(#glow{4})\"/></g>"
      "<circle cx=\"{0:.1f}\" cy=\"{1:.1f}\" r=\"{3:.1f}\" fill=\"none\" stroke=\"#ffe9a8\" stroke-dasharray=\"3 4\"/>"
      "<circle cx=\"{0:.1f}\" cy=\"{1:.1f}\" r=\"6\" fill=\"#fffbe6\"/>",
      across(arena_.lamp.x), down(arena_.lamp.y), 1.7 * scale_, rules.reach * scale_, id);
  for (const Pillar& p : arena_.pillars) {
    out += fmt::format(
        "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\" fill=\"#5b6876\" stroke=\"#8b98a5\" stroke-width=\"2\"/>",
        across(p.at.x), down(p.at.y), p.radius * scale_);
  }
  return out;
}

std::string LightFloor::labels(const LightRules& rules) const {
  const auto label = [](double x, double y, const char* text) {
    return fmt::format(
        "<text x=\"{:.0f}\" y=\"{:.0f}\" font-size=\"15\" fill=\"#e8edf2\" text-anchor=\"middle\">{}</text>", x, y,
        text);
  };
  const double x = left_ + 20, y = top_ + size_ - 20;
  return label(across(arena_.lamp.x), down(arena_.lamp.y) - rules.reach * scale_ - 8, "lamp") +
         label(across(arena_.pillars[0].at.x), down(arena_.pillars[0].at.y) + 5, "pillar") +
         fmt::format("<path d=\"M{:.0f} {:.0f}h{:.0f}\" stroke=\"#e8edf2\" stroke-width=\"2\"/>", x, y, scale_) +
         label(x + scale_ / 2, y - 8, "1 m");
}

std::string LightFloor::vehicle() const {
  const double r = Vehicle::radius * scale_, axle = Vehicle::track / 2 * scale_;
  std::string shape;
  for (const double side : {-1.0, 1.0}) {  // y is down: left is negative
    const char* colour = side < 0 ? left_colour : right_colour;
    shape += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"2\" fill=\"{}\"/>",
                         -0.45 * r, side * (axle + 0.24 * r) - 0.2 * r, 0.9 * r, 0.4 * r, colour);
  }
  shape += fmt::format("<circle r=\"{:.1f}\" fill=\"#f4f4f4\" stroke=\"#111\" stroke-width=\"{:.1f}\"/>", 0.82 * r,
                       0.12 * r);
  for (const double side : {-1.0, 1.0}) {
    shape += fmt::format(
        "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\" fill=\"{}\" stroke=\"#111\" stroke-width=\"{:.1f}\"/>",
        0.62 * r, side * 0.5 * r, 0.27 * r, side < 0 ? left_colour : right_colour, 0.08 * r);
  }
  return shape;
}

}  // namespace robots

// The walk as a moving picture: the body from the side, above the spikes of both populations.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "animation.hpp"
#include "gait_drawing.hpp"

namespace robots {
namespace {

constexpr double width = 900, height = 560;
constexpr double scale = 560, ground_y = 262, eye_x = 400;  // pixels per metre; where the ground is, and the body
constexpr double skins = 2 * b2_polygonRadius;              // metres that Box2D keeps between foot and ground
constexpr double raster_x = 110, raster_width = 770, raster_y = 330, row = 6;
constexpr const char *colour_a = "#0072B2", *colour_b = "#D55E00";

std::string box(double w, double h, const char* colour, const char* more = "") {
  return fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"5\" fill=\"{}\" {}/>",
                     -w * scale / 2, -h * scale / 2, w * scale, h * scale, colour, more);
}

// Seen by a camera that goes with the body.
Placement seen(const Pose& part, const Pose& body) {
  return {eye_x + (part.x - body.x) * scale, ground_y - (part.y - skins) * scale, -part.angle * 180 / b2_pi};
}

void add_ground(Animation& picture, const Walk& walk) {
  picture.add(
      fmt::format("<clipPath id=\"scene\"><rect x=\"20\" y=\"60\" width=\"860\" height=\"250\"/></clipPath>"
                  "<rect x=\"20\" y=\"60\" width=\"860\" height=\"{0}\" fill=\"#eef4fa\"/>"
                  "<rect x=\"20\" y=\"{1}\" width=\"860\" height=\"{2}\" fill=\"#cfc6b8\"/>"
                  "<path d=\"M20 {1}h860\" stroke=\"#6b6255\" stroke-width=\"2\"/><g clip-path=\"url(#scene)\">",
                  ground_y - 60, ground_y, 310 - ground_y));
  std::string marks;
  std::vector<Placement> moved;
  for (const WalkSample& s : walk.samples) moved.push_back({eye_x - s.body.x * scale, ground_y, 0});
  for (int quarter = -4; quarter * 0.25 < walk.samples.back().body.x + 1.5; ++quarter) {
    const double x = quarter * 0.25 * scale;
    const bool whole = quarter % 4 == 0;
    marks += fmt::format("<path d=\"M{:.0f} 0v{}\" stroke=\"#6b6255\" stroke-width=\"1.5\"/>", x, whole ? 14 : 7);
    if (whole) {
      marks += fmt::format(
          "<text x=\"{:.0f}\" y=\"32\" font-size=\"14\" fill=\"#4d463b\" text-anchor=\"middle\">{} m</text>", x,
          quarter / 4);
    }
  }
  picture.add_moving(marks, moved);
  picture.add("</g>");
}

void add_leg(Animation& picture, const Walk& walk, std::size_t leg) {
  const char* colour = pair_of(leg) == 0 ? colour_a : colour_b;
  const bool far = leg == 1 || leg == 3;
  std::vector<Placement> upper, lower;
  for (const WalkSample& s : walk.samples) {
    upper.push_back(seen(s.upper[leg], s.body));
    lower.push_back(seen(s.lower[leg], s.body));
  }
  const char* more = far ? "opacity=\"0.45\"" : "";
  const std::string foot =
      fmt::format("<circle cy=\"{:.1f}\" r=\"8\" fill=\"{}\" {}/>", Walker::lower / 2 * scale - 8, colour, more);
  picture.add_moving(box(Walker::thickness * 0.7, Walker::lower, colour, more) + foot, lower);
  picture.add_moving(box(Walker::thickness * 1.25, Walker::upper, colour, more), upper);
}

void add_body(Animation& picture, const Walk& walk) {
  std::vector<Placement> body;
  for (const WalkSample& s : walk.samples) body.push_back(seen(s.body, s.body));
  const double w = Walker::body_length * scale, h = Walker::body_height * scale;
  picture.add_moving(
      fmt::format("<rect x=\"{0:.1f}\" y=\"{1:.1f}\" width=\"{2:.1f}\" height=\"{3:.1f}\" rx=\"16\" fill=\"#3b4754\" "
                  "stroke=\"#1d2733\" stroke-width=\"2\"/><circle cx=\"{4:.1f}\" cy=\"-5\" r=\"7\" fill=\"#fff3b0\"/>",
                  -w / 2, -h / 2, w, h, w / 2 - 18),
      body);
}

void add_spikes(Animation& picture, const Walk& walk, double duration_s) {
  for (const int population : {0, 1}) {
    const double top = raster_y + population * (Walk::spiking_neurons * row + 10);
    std::string lines;
    for (std::uint32_t neuron = 0; neuron < Walk::spiking_neurons; ++neuron) {
      lines += fmt::format("M{} {:.0f}", raster_x, top + neuron * row);
      double last = 0;
      for (const Spike& s : walk.spikes) {
        if (s.population != population || s.neuron != neuron) continue;
        const double x = std::round(s.time_s / duration_s * raster_width * 10) / 10;
        lines += fmt::format("m{:.4g}-5v5", x - last);
        last = x;
      }
    }
    picture.add(fmt::format("<path d=\"{}\" stroke=\"{}\" stroke-width=\"1.1\" fill=\"none\"/>", lines,
                            population == 0 ? colour_a : colour_b));
    picture.add(fmt::format("<text x=\"96\" y=\"{:.0f}\" font-size=\"17\" fill=\"{}\" text-anchor=\"end\">{}</text>",
                            top + Walk::spiking_neurons * row / 2, population == 0 ? colour_a : colour_b,
                            population == 0 ? "A" : "B"));
  }
  const double top = raster_y - 10, high = 2 * Walk::spiking_neurons * row + 20;
  picture.add_moving(fmt::format("<rect y=\"{0}\" width=\"{1}\" height=\"{2}\" fill=\"#fff\" opacity=\"0.82\"/>"
                                 "<path d=\"M0 {0}v{2}\" stroke=\"#555\" stroke-width=\"1.5\"/>",
                                 top, raster_width + 4, high),
                     {{raster_x, 0, 0}, {raster_x + raster_width, 0, 0}});
  picture.add("<rect x=\"881\" y=\"318\" width=\"19\" height=\"242\" fill=\"#fff\"/>");
}

// What was asked, below the spikes of its time.
void add_commands(Animation& picture, const Walk& walk, double duration_s) {
  const double y = raster_y + 2 * Walk::spiking_neurons * row + 30;
  std::size_t from = 0;
  for (std::size_t k = 1; k <= walk.samples.size(); ++k) {
    if (k < walk.samples.size() && walk.samples[k].frequency_hz == walk.samples[from].frequency_hz) continue;
    const double x0 = raster_x + walk.samples[from].time_s / duration_s * raster_width;
    const double x1 = raster_x + walk.samples[k - 1].time_s / duration_s * raster_width;
    picture.add(
        fmt::format("<path d=\"M{:.0f} {:.0f}H{:.0f}\" stroke=\"#999\" stroke-width=\"1.5\"/>"
                    "<text x=\"{:.0f}\" y=\"{:.0f}\" font-size=\"15\" fill=\"#333\" text-anchor=\"middle\">"
                    "command {:g} Hz</text>",
                    x0 + 2, y - 15, x1 - 2, (x0 + x1) / 2, y + 2, walk.samples[from].frequency_hz));
    from = k;
  }
  for (int second = 0; second <= static_cast<int>(duration_s); ++second) {
    picture.add(
        fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" font-size=\"15\" fill=\"#555\" "
                    "text-anchor=\"middle\">{} s</text>",
                    raster_x + second / duration_s * raster_width, y + 24, second));
  }
}

}  // namespace

void draw_walking(const Walk& walk, const std::string& directory) {
  const double duration_s = walk.samples.back().time_s;
  Animation picture(static_cast<int>(width), static_cast<int>(height), duration_s, 1.0, 0.7);
  picture.add(
      "<rect width=\"900\" height=\"560\" fill=\"#fff\"/>"
      "<text x=\"20\" y=\"36\" font-size=\"19\" fill=\"#111\">Gait from a half-centre of 400 spiking neurons</text>"
      "<text x=\"880\" y=\"36\" font-size=\"15\" fill=\"#555\" text-anchor=\"end\">A moves the blue legs, "
      "B the orange ones</text>");
  add_ground(picture, walk);
  for (const std::size_t leg : {1u, 3u}) add_leg(picture, walk, leg);  // the far ones
  add_body(picture, walk);
  for (const std::size_t leg : {0u, 2u}) add_leg(picture, walk, leg);
  add_spikes(picture, walk, duration_s);
  add_commands(picture, walk, duration_s);
  picture.write(directory + "/gait", "A gait from spiking neurons",
                "Two populations inhibit each other in turn; a current into the inhibitory neurons between them sets "
                "how fast. Box2D at 1 kHz; the picture plays in real time.");
}

}  // namespace robots

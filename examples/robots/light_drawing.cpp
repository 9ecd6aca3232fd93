#include "light_drawing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "animation.hpp"
#include "light_floor.hpp"
#include "observe/gnuplot.hpp"
#include "observe/text_output.hpp"

namespace robots {
int LightSeries::reached() const {
  return static_cast<int>(std::count_if(runs.begin(), runs.end(), [](const LightRun& r) { return r.reached; }));
}

int LightSeries::passed() const {
  return static_cast<int>(std::count_if(runs.begin(), runs.end(), [](const LightRun& r) { return r.passed; }));
}

void draw_paths(const Arena& arena, const LightRules& rules, const std::vector<LightSeries>& series,
                const std::string& directory) {
  if (!rheobase::gnuplot_available()) return;
  std::string script = fmt::format(
      "set multiplot layout 1,{0} margins 0.02,0.98,0.04,0.88 spacing 0.025,0\n"
      "set size ratio -1\nset xrange [-{1}:{1}]\nset yrange [-{1}:{1}]\nunset tics\nset key off\n"
      "set border 15 lw 2 lc rgb '#333333'\n"
      "set arrow 1 from {2},{3} rto 1,0 heads size 0.06,90 lw 2 lc rgb '#333333' front\n"
      "set label 1 '1 m' at {2}+0.5,{3}+0.1 center front\nset label 2 'lamp' at {4},{5} center front\n",
      series.size(), arena.half_side, -arena.half_side + 0.15, -arena.half_side + 0.15, arena.lamp.x, arena.lamp.y);
  script += fmt::format(
      "set object 1 circle at {0},{1} size 1.1 fc rgb '#fff7d6' fs solid noborder behind\n"
      "set object 2 circle at {0},{1} size 0.7 fc rgb '#ffeda0' fs solid noborder behind\n"
      "set object 3 circle at {0},{1} size {2} fc rgb '#fed976' fs solid border lc rgb '#e0a800' behind\n",
      arena.lamp.x, arena.lamp.y, rules.reach);
  for (std::size_t k = 0; k < arena.pillars.size(); ++k) {
    const Pillar& p = arena.pillars[k];
    script +=
        fmt::format("set object {} circle at {},{} size {} fc rgb '#9aa0a6' fs solid border lc rgb '#333333' front\n",
                    10 + k, p.at.x, p.at.y, p.radius);
  }
  for (std::size_t s = 0; s < series.size(); ++s) {
    std::string lines = "$paths" + std::to_string(s) + " << EOD\n";
    std::vector<double> x, y;
    for (const LightRun& run : series[s].runs) {
      for (std::size_t k = 0; k < run.path.size(); ++k) {
        if (k % 3 == 0 || k + 1 == run.path.size())
          lines += fmt::format("{:.3f} {:.3f}\n", run.path[k].x, run.path[k].y);
      }
      lines += "\n";
      x.push_back(run.path.front().x);
      y.push_back(run.path.front().y);
    }
    script += lines + "EOD\n" + rheobase::data_block(fmt::format("starts{}", s), {x, y});
    script += fmt::format(
        "set title {} noenhanced\n"
        "plot $paths{} using 1:2 with lines lw 0.9 lc rgb '#700072B2', $starts{} using 1:2 with points pt 7 ps 0.35 lc "
        "rgb '#D55E00'\n",
        rheobase::gnuplot_text(fmt::format("{}: {} of {}{}", series[s].name, series[s].reached(), series[s].runs.size(),
                                           s == 0 ? " (dots: starts)" : "")),
        s, s);
  }
  rheobase::draw(script + "unset multiplot", directory + "/paths", 330 * static_cast<int>(series.size()), 360);
}

namespace {

// Means of 11 samples, 0.44 s: single spikes make a rate of 32 neurons restless.
std::vector<float> smooth(const std::vector<float>& rate) {
  constexpr std::size_t half = 5;
  std::vector<float> out;
  for (std::size_t k = 0; k < rate.size(); ++k) {
    const std::size_t from = k < half ? 0 : k - half, to = std::min(k + half + 1, rate.size());
    float sum = 0;
    for (std::size_t i = from; i < to; ++i) sum += rate[i];
    out.push_back(sum / static_cast<float>(to - from));
  }
  return out;
}

// Two rates over the run, left and right, which a cover uncovers as time goes.
void add_chart(Animation& picture, double top, const std::string& title, const std::vector<float>& left,
               const std::vector<float>& right) {
  constexpr double x0 = 560, width = 320, height = 150;
  const double highest =
      std::max({10.0f, *std::max_element(left.begin(), left.end()), *std::max_element(right.begin(), right.end())});
  const auto curve = [&](const std::vector<float>& rate, const char* colour) {
    std::vector<Point> points;
    for (std::size_t k = 0; k < rate.size(); ++k) {
      points.push_back({x0 + width * static_cast<double>(k) / static_cast<double>(rate.size() - 1),
                        top + height * (1 - rate[k] / highest)});
    }
    return fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.8\"/>",
                       points_text(points), colour);
  };
  picture.add(
      fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"15\" fill=\"#333\">{}</text>"
                  "<text x=\"{}\" y=\"{}\" font-size=\"15\" fill=\"#555\" text-anchor=\"end\">up to {:.0f} Hz</text>",
                  x0, top - 14, rheobase::xml_text(title), x0 + width, top - 14, highest));
  picture.add(curve(left, left_colour) + curve(right, right_colour));
  picture.add_moving(fmt::format("<rect y=\"{}\" width=\"{}\" height=\"{}\" fill=\"#fff\"/>"
                                 "<path d=\"M0 {}v{}\" stroke=\"#999\"/>",
                                 top - 3, width + 4, height + 6, top, height),
                     {{x0, 0, 0}, {x0 + width, 0, 0}});
  picture.add(fmt::format("<path d=\"M{} {}v{}h{}\" fill=\"none\" stroke=\"#666\"/>", x0, top, height, width));
}

}  // namespace

void draw_run(const Arena& arena, const LightRules& rules, const LightRun& run, const std::string& directory) {
  constexpr double hold_s = 2.0, speed = 2.0;
  const LightFloor floor(arena, 20, 20, 500);

  std::vector<Sample> path = run.path;
  path.insert(path.end(), static_cast<std::size_t>(1000 * hold_s) / LightRun::sample_ms, path.back());
  const double duration_s = static_cast<double>((path.size() - 1) * LightRun::sample_ms) / 1000;
  Animation picture(900, 540, duration_s, speed, 0.62);

  picture.add("<rect width=\"900\" height=\"540\" fill=\"#fff\"/>");
  picture.add(floor.shapes(rules));
  picture.add(floor.labels(rules));
  std::vector<Point> trail;
  std::vector<Placement> placements;
  std::vector<float> eyes[2], motors[2];
  for (const Sample& s : path) {
    trail.push_back({floor.across(s.x), floor.down(s.y)});
    placements.push_back(floor.place(s));
    eyes[0].push_back(s.activity.eye_left);
    eyes[1].push_back(s.activity.eye_right);
    motors[0].push_back(s.activity.motor_left);
    motors[1].push_back(s.activity.motor_right);
  }
  picture.add_trail(trail, "stroke=\"#9fd3ff\" stroke-width=\"2.2\" stroke-linejoin=\"round\" opacity=\"0.85\"");
  picture.add_moving(floor.vehicle(), placements);

  picture.add(
      fmt::format("<text x=\"560\" y=\"42\" font-size=\"19\" fill=\"#111\">Light follower, 224 spiking neurons</text>"
                  "<text x=\"560\" y=\"68\" font-size=\"15\" fill=\"{}\">left</text>"
                  "<text x=\"600\" y=\"68\" font-size=\"15\" fill=\"{}\">right</text>"
                  "<text x=\"650\" y=\"68\" font-size=\"15\" fill=\"#555\">spikes per second and neuron</text>",
                  left_colour, right_colour));
  add_chart(picture, 128, "rate of the eyes", smooth(eyes[0]), smooth(eyes[1]));
  add_chart(picture, 342, "rate of the motors", smooth(motors[0]), smooth(motors[1]));
  picture.add(
      fmt::format("<text x=\"560\" y=\"516\" font-size=\"15\" fill=\"#555\">0 s</text>"
                  "<text x=\"720\" y=\"516\" font-size=\"15\" fill=\"#555\" text-anchor=\"middle\">time "
                  "(twice real time)</text>"
                  "<text x=\"880\" y=\"516\" font-size=\"15\" fill=\"#555\" text-anchor=\"end\">{:.1f} s</text>",
                  duration_s));
  picture.write(
      directory + "/light", "A light follower steered by spiking neurons",
      fmt::format("{} after {:.1f} s of simulated time, Box2D at 1 kHz. Each eye excites the motor of the other "
                  "side; range sensors turn the robot away from pillars and walls.",
                  run.reached ? "The lamp is reached" : "Time is up", run.time_s));
}

}  // namespace robots

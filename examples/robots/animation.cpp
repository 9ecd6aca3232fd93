#include "animation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "files/atomic_file.hpp"
#include "observe/text_output.hpp"

namespace robots {
namespace {

// A tenth of a pixel, without the zeros.
std::string number(double x) {
  const double tenths = std::round(x * 10);
  return fmt::format("{}", tenths == 0 ? 0.0 : tenths / 10);
}

void write_whole(const std::string& text, const std::string& path) {
  rheobase::AtomicFile file(path);
  file.write(text);
  file.keep();
}

// 0: title, 1: the SVG, 2: caption, 3: duration in s, 4: speed.
constexpr const char* page = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{0}</title>
<meta name="viewport" content="width=device-width">
<style>
body {{ font: 16px/1.5 'DejaVu Sans', Verdana, sans-serif; color: #222; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }}
svg {{ width: 100%; height: auto }} h1 {{ font-size: 1.3rem }}
.bar {{ display: flex; gap: 1rem; align-items: center }} input {{ flex: 1 }}
</style></head><body>
<h1>{0}</h1>
{1}
<div class="bar"><button id="play">pause</button><input id="time" type="range" min="0" max="{3}" step="0.01"><span id="now"></span></div>
<p>{2}</p>
<script>
const svg = document.querySelector('svg'), slider = document.getElementById('time'), now = document.getElementById('now');
const button = document.getElementById('play'), duration = {3}, speed = {4};
let playing = true;
button.onclick = () => {{
  playing = !playing;
  playing ? svg.unpauseAnimations() : svg.pauseAnimations();
  button.textContent = playing ? 'pause' : 'play';
}};
slider.oninput = () => svg.setCurrentTime(slider.value / speed);
const show = () => {{
  const t = svg.getCurrentTime() * speed % duration;
  if (playing) slider.value = t;
  now.textContent = t.toFixed(2) + ' s';
  requestAnimationFrame(show);
}};
show();
</script></body></html>
)";

}  // namespace

std::string points_text(const std::vector<Point>& points) {
  std::string text;
  for (const Point& p : points) text += number(p.x) + ',' + number(p.y) + ' ';
  return text;
}

Animation::Animation(int width, int height, double duration_s, double speed, double still)
    : width_(width), height_(height), duration_s_(duration_s), speed_(speed), still_(still) {}

std::size_t Animation::still_of(std::size_t count) const {
  return static_cast<std::size_t>(std::lround(still_ * static_cast<double>(count - 1)));
}

std::string Animation::animate(const std::string& element, const std::string& values) const {
  return fmt::format("<{} dur=\"{:g}s\" repeatCount=\"indefinite\" values=\"{}\"/>", element, duration_s_ / speed_,
                     values);
}

void Animation::add(const std::string& shape) { body_ += shape + '\n'; }

void Animation::add_moving(const std::string& shape, const std::vector<Placement>& placements) {
  std::string moves, turns;
  bool turned = false;
  for (const Placement& p : placements) {
    moves += number(p.x) + ' ' + number(p.y) + ';';
    turns += number(p.degrees) + ';';
    turned = turned || p.degrees != 0;
  }
  moves.pop_back();
  turns.pop_back();
  const Placement& still = placements[still_of(placements.size())];
  const std::string element = "animateTransform attributeName=\"transform\" type=";
  body_ += fmt::format("<g transform=\"translate({} {})\">{}", number(still.x), number(still.y),
                       animate(element + "\"translate\"", moves));
  if (turned) {
    body_ += fmt::format("<g transform=\"rotate({})\">{}{}</g>", number(still.degrees),
                         animate(element + "\"rotate\"", turns), shape);
  } else {
    body_ += shape;
  }
  body_ += "</g>\n";
}

void Animation::add_trail(const std::vector<Point>& points, const std::string& style) {
  std::vector<double> length(points.size(), 0.0);
  for (std::size_t k = 1; k < points.size(); ++k) {
    length[k] = length[k - 1] + std::hypot(points[k].x - points[k - 1].x, points[k].y - points[k - 1].y);
  }
  const double whole = std::max(length.back(), 1e-9);
  std::string offsets;
  for (const double l : length) offsets += fmt::format("{:.4g};", 1 - l / whole);
  offsets.pop_back();
  body_ += fmt::format(
      "<polyline points=\"{}\" pathLength=\"1\" stroke-dasharray=\"1\" stroke-dashoffset=\"{:.4g}\" fill=\"none\" "
      "{}>{}</polyline>\n",
      points_text(points), 1 - length[still_of(points.size())] / whole, style,
      animate("animate attributeName=\"stroke-dashoffset\"", offsets));
}

std::string Animation::svg() const {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "font-family=\"DejaVu Sans, Verdana, sans-serif\">\n{2}</svg>\n",
      width_, height_, body_);
}

void Animation::write(const std::string& path_without_ending, const std::string& title,
                      const std::string& caption) const {
  write_whole(svg(), path_without_ending + ".svg");
  write_whole(fmt::format(page, rheobase::xml_text(title), svg(), rheobase::xml_text(caption), duration_s_, speed_),
              path_without_ending + ".html");
}

}  // namespace robots

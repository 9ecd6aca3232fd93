#include "gait_drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "observe/gnuplot.hpp"

namespace robots {
namespace {

constexpr const char* frame =
    "set border 3 lc rgb '#666666'\nset tics nomirror out textcolor rgb '#333333'\n"
    "set grid back lc rgb '#e6e6e6' lt 1 lw 0.6\n";

}  // namespace

void draw_command(const std::vector<GaitResult>& results, const std::string& directory) {
  if (!rheobase::gnuplot_available()) return;
  std::vector<double> asked, network_hz, hips_hz, network_lag, hips_lag, speed;
  for (const GaitResult& r : results) {
    asked.push_back(r.asked_hz);
    network_hz.push_back(r.network.frequency_hz);
    hips_hz.push_back(r.hips.frequency_hz);
    network_lag.push_back(r.network.lag_degrees);
    hips_lag.push_back(r.hips.lag_degrees);
    speed.push_back(r.speed);
  }
  std::string script = rheobase::data_block("d", {asked, network_hz, hips_hz, network_lag, hips_lag, speed}) + frame;
  script +=
      "set multiplot layout 1,3 margins 0.05,0.985,0.19,0.87 spacing 0.075,0\n"
      "set xlabel 'command (Hz), points moved apart'\nset xrange [0.8:4.2]\nset samples 200\n"
      "set key top left Left reverse samplen 1\n"
      "set title 'frequency (Hz)'\nset yrange [0:4.5]\n"
      "plot '+' using 1:(0.95*$1):(1.05*$1) with filledcurves fc rgb '#e8e8e8' title '±5 %', "
      "$d using ($1-0.03):2 with points pt 7 ps 0.5 lc rgb '#0072B2' title 'network', "
      "$d using ($1+0.03):3 with points pt 7 ps 0.5 lc rgb '#D55E00' title 'hips'\n"
      "set title 'phase lag (degrees)'\nset yrange [150:225]\nset ytics 15\n"
      "plot '+' using 1:(165):(195) with filledcurves fc rgb '#e8e8e8' title '180° ± 15°', "
      "$d using ($1-0.03):4 with points pt 7 ps 0.5 lc rgb '#0072B2' title 'B after A', "
      "$d using ($1+0.03):5 with points pt 7 ps 0.5 lc rgb '#D55E00' title 'hind hip after fore hip'\n"
      "set title 'speed (m/s)'\nset yrange [0:*]\nset ytics auto\nset key off\nset xlabel 'command (Hz)'\n"
      "plot $d using 1:6 with points pt 7 ps 0.5 lc rgb '#009E73'\n"
      "unset multiplot";
  rheobase::draw(script, directory + "/command", 1080, 340);
}

void draw_walk(const Walk& walk, const std::string& directory) {
  if (!rheobase::gnuplot_available()) return;
  std::vector<double> time, asked, x;
  for (const WalkSample& s : walk.samples) {
    time.push_back(s.time_s);
    asked.push_back(s.frequency_hz);
    x.push_back(s.body.x);
  }
  // The frequency of each cycle of the near fore hip, where it ends.
  Onsets hip(-0.02f, 0.02f);
  for (std::size_t k = 0; k < walk.hip_a.size(); ++k) hip.add(walk.hip_time_s[k], static_cast<float>(walk.hip_a[k]));
  std::vector<double> end_s, cycle_hz;
  for (std::size_t k = 1; k < hip.times_s().size(); ++k) {
    end_s.push_back(hip.times_s()[k]);
    cycle_hz.push_back(1 / (hip.times_s()[k] - hip.times_s()[k - 1]));
  }
  std::string script = rheobase::data_block("way", {time, asked, x}) +
                       rheobase::data_block("hips", {walk.hip_time_s, walk.hip_a, walk.hip_b}) +
                       rheobase::data_block("cycles", {end_s, cycle_hz}) + frame;
  script += fmt::format(
      "set multiplot layout 3,1 margins 0.1,0.98,0.13,0.96 spacing 0,0.05\n"
      "set xrange [0:{}]\nset format x ''\nset key top left horizontal samplen 2 width 2\n"
      "set ylabel 'hip (rad)'\nset yrange [-0.35:0.5]\nset ytics 0.25\n"
      "plot $hips using 1:2 with lines lc rgb '#0072B2' lw 1.4 title 'near fore', "
      "$hips using 1:3 with lines lc rgb '#D55E00' lw 1.4 title 'near hind'\n"
      "set ylabel 'frequency (Hz)'\nset yrange [0:5]\nset ytics 1\n"
      "plot $way using 1:2 with steps lc rgb '#444444' lw 1.6 title 'command', "
      "$cycles using 1:2 with points pt 7 ps 0.5 lc rgb '#0072B2' title 'each cycle of the hip'\n"
      "set format x '%g'\nset xlabel 'time (s)'\nset ylabel 'distance (m)'\nset yrange [0:*]\nset ytics 1\nset key "
      "off\n"
      "plot $way using 1:3 with lines lc rgb '#009E73' lw 1.8\nunset multiplot",
      std::ceil(time.back()));
  rheobase::draw(script, directory + "/walk", 900, 560);
}

}  // namespace robots

#include "learner_drawing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "animation.hpp"
#include "light_floor.hpp"
#include "observe/gnuplot.hpp"

namespace robots {
namespace {

constexpr int side = 2 * static_cast<int>(learner_control::neurons);

// Per cent of all seeds' trials that reached the lamp, of five trials each time.
std::vector<std::vector<double>> success(const std::vector<const Learning*>& runs, double first_trial) {
  constexpr std::size_t window = 5;
  std::vector<double> x, y;
  const std::size_t trials = runs[0]->trials.size();
  for (std::size_t k = 0; k + window <= trials; ++k) {
    int reached = 0;
    for (const Learning* run : runs) {
      for (std::size_t i = k; i < k + window; ++i) reached += run->trials[i].reached;
    }
    x.push_back(first_trial + static_cast<double>(k) + (window + 1) / 2.0);
    y.push_back(100.0 * reached / static_cast<double>(window * runs.size()));
  }
  return {x, y};
}

std::string matrix_block(const std::string& name, const std::vector<float>& weights) {
  std::string out = "$" + name + " << EOD\n";
  for (int source = 0; source < side; ++source) {
    for (int target = 0; target < side; ++target) {
      out += fmt::format("{:.3f} ", weights[static_cast<std::size_t>(source * side + target)]);
    }
    out += "\n";
  }
  return out + "EOD\n";
}

}  // namespace

std::vector<float> weight_matrix() {
  std::vector<float> all(static_cast<std::size_t>(side * side));
  for (int source = 0; source < side; ++source) {
    for (int motor = 0; motor < 2; ++motor) {
      const int n = static_cast<int>(learner_control::neurons);
      float row[learner_control::neurons];
      learner_control::row(source / n, motor, static_cast<std::uint32_t>(source % n), row);
      std::copy(row, row + n, all.begin() + source * side + motor * n);
    }
  }
  return all;
}

void draw_learning(const std::vector<LearnerStory>& stories, const std::string& directory) {
  if (!rheobase::gnuplot_available()) return;
  std::vector<const Learning*> first, relearned, others;
  for (const LearnerStory& story : stories) {
    first.push_back(&story.first);
    relearned.push_back(&story.relearned);
    others.push_back(&story.others_reward);
  }
  const double swapped_at = static_cast<double>(first[0]->trials.size());
  const double end = swapped_at + static_cast<double>(relearned[0]->trials.size());
  std::string script = rheobase::data_block("first", success(first, 0));
  script += rheobase::data_block("relearned", success(relearned, swapped_at));
  script += rheobase::data_block("others", success(others, 0));
  std::vector<std::vector<double>> weights(5);
  const auto add = [&weights](const Learning& learning) {
    for (const Trial& trial : learning.trials) {
      weights[0].push_back(static_cast<double>(weights[0].size() + 1));
      for (std::size_t k = 0; k < 4; ++k) weights[k + 1].push_back(trial.weights.mean[k / 2][k % 2]);
    }
  };
  add(stories[0].first);
  add(stories[0].relearned);
  script += rheobase::data_block("weights", weights);
  constexpr const char* titles[3] = {"before learning", "after learning", "eyes swapped, relearned"};
  for (int k = 0; k < 3; ++k) script += matrix_block(fmt::format("matrix{}", k), stories[0].weights[k]);

  script += fmt::format(
      "set multiplot\n"
      "set border 3 lw 1.5 lc rgb '#333333'\nset tics nomirror out scale 0.5\n"
      "set arrow 1 from {0},graph 0 to {0},graph 1 nohead dt 3 lw 1.5 lc rgb '#333333'\n"
      "set xrange [0:{1}]\nset xlabel 'trial' offset 0,0.4\n"
      "set lmargin at screen 0.075\nset rmargin at screen 0.48\nset tmargin at screen 0.93\nset bmargin at screen "
      "0.56\n"
      "set yrange [0:100]\nset ylabel 'trials that reach the lamp (%)' offset 1.2,0\n"
      "set label 1 'eyes swapped' at {0},graph 0.95 offset 0.6,0 left\n"
      "set key at screen 0.275,0.985 center top horizontal samplen 1.5 width 1\n"
      "plot $first using 1:2 with lines lw 3 lc rgb '{2}' title 'rewarded, {4}', "
      "$relearned using 1:2 with lines lw 3 lc rgb '{2}' notitle, "
      "$others using 1:2 with lines lw 2 lc rgb '#999999' title 'with the rewards of another run'\n",
      swapped_at, end, left_colour, right_colour,
      stories.size() == 1 ? "1 seed" : fmt::format("{} seeds", stories.size()));
  script += fmt::format(
      "set lmargin at screen 0.57\nset rmargin at screen 0.975\n"
      "set yrange [0:*]\nset ylabel 'mean weight (first seed)' offset 1.2,0\nunset label 1\n"
      "set key at screen 0.7725,0.985 center top horizontal samplen 1.5 maxcols 4 width -1\n"
      "plot $weights using 1:3 with lines lw 3 lc rgb '{0}' title 'left to right', "
      "'' using 1:4 with lines lw 3 lc rgb '{1}' title 'right to left', "
      "'' using 1:2 with lines lw 3 lc rgb '#56B4E9' title 'left to left', "
      "'' using 1:5 with lines lw 3 lc rgb '#E69F00' title 'right to right'\n",
      left_colour, right_colour);
  script += fmt::format(
      "unset arrow 1\nunset key\nunset ylabel\nset border 15 lw 1.5\nset palette defined (0 '#ffffff', 0.5 '#6aaed6', "
      "1 "
      "'#08306b')\nset cbrange [0:0.5]\nset xrange [-0.5:{0}]\nset yrange [{0}:-0.5]\n"
      "set xtics ('left' 15.5, 'right' 47.5) scale 0\nset ytics ('left' 15.5, 'right' 47.5) scale 0 "
      "offset 0.5,0 norotate\nset xlabel 'to motor' offset 0,0.4\n"
      "set arrow 2 from 31.5,-0.5 to 31.5,63.5 nohead lw 1 lc rgb '#333333' front\n"
      "set arrow 3 from -0.5,31.5 to 63.5,31.5 nohead lw 1 lc rgb '#333333' front\n"
      "set tmargin at screen 0.41\nset bmargin at screen 0.085\n",
      side - 0.5);
  for (int k = 0; k < 3; ++k) {
    script += fmt::format(
        "set lmargin at screen {}\nset rmargin at screen {}\nset title '{}' offset 0,-0.5\n{}\n{}\n"
        "plot $matrix{} matrix with image\n",
        0.1 + 0.285 * k, 0.1 + 0.285 * k + 0.2275, titles[k],
        k == 0 ? "set ylabel 'from eye' offset 1.4,0" : "unset ylabel",
        k == 2 ? "set colorbox user origin 0.91,0.085 size 0.016,0.325\nset cblabel 'weight'" : "unset colorbox", k);
  }
  rheobase::draw(script + "unset multiplot", directory + "/learning", 1000, 700);
}

void draw_tests(const Arena& arena, const LightRules& rules, const std::vector<LightSeries>& tests,
                const std::string& directory) {
  constexpr double size = 290, gap = 14, top = 44, speed = 3.0;
  constexpr std::size_t every = 8;  // samples
  const int width = static_cast<int>(gap + static_cast<double>(tests.size()) * (size + gap)), height = 386;
  const auto samples = static_cast<std::size_t>(1000 * rules.limit_s) / LightRun::sample_ms + 1;
  Animation picture(width, height, rules.limit_s, speed, 0.6);
  picture.add(fmt::format("<rect width=\"{}\" height=\"{}\" fill=\"#fff\"/>", width, height));
  for (std::size_t t = 0; t < tests.size(); ++t) {
    const LightSeries& test = tests[t];
    const double left = gap + static_cast<double>(t) * (size + gap);
    const LightFloor floor(arena, left, top, size);
    picture.add(floor.shapes(rules));
    std::vector<std::vector<Placement>> robots;
    for (const LightRun& run : test.runs) {
      std::vector<Point> trail;
      std::vector<Placement> placements;
      for (std::size_t k = 0; k < samples; k += every) {
        const Sample& s = run.path[std::min(k, run.path.size() - 1)];
        trail.push_back({floor.across(s.x), floor.down(s.y)});
        placements.push_back(floor.place(s));
      }
      picture.add_trail(trail,
                        fmt::format("stroke=\"{}\" stroke-width=\"1.1\" stroke-linejoin=\"round\" opacity=\"0.6\"",
                                    run.reached ? "#9fd3ff" : "#e58a6a"));
      robots.push_back(placements);
    }
    for (const auto& placements : robots) picture.add_moving(floor.vehicle(), placements);
    picture.add(
        fmt::format("<text x=\"{0:.0f}\" y=\"30\" font-size=\"18\" fill=\"#111\">{1}</text>"
                    "<text x=\"{0:.0f}\" y=\"{2:.0f}\" font-size=\"17\" fill=\"#333\">{3} of {4} stay at the "
                    "lamp</text>",
                    left, test.name, top + size + 28, test.reached(), test.runs.size()));
  }
  picture.write(directory + "/learner", "A robot learns to find a lamp",
                fmt::format("{} starts each, {:g} s, played at {:g} times real time; learning is off in these tests. "
                            "Blue: reached the lamp and stayed.",
                            tests[0].runs.size(), rules.limit_s, speed));
}

}  // namespace robots

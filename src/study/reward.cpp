#include "study/reward.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "files/atomic_file.hpp"
#include "observe/gnuplot.hpp"
#include "observe/output_directory.hpp"
#include "observe/progress.hpp"
#include "rheobase/simulation.hpp"

namespace rheobase {
namespace {

constexpr std::uint64_t window_ms = 20, least_wait_ms = 1001, most_wait_ms = 3000, most_controls = 4;
constexpr double sample_s = 100, mean_pause_ms = 20000;
constexpr float reward = 0.5f;
constexpr std::uint32_t projections[] = {0, 1};  // of models/reward.toml: those that learn

struct Condition {
  Rewarded rewarded;
  const char* name;
};
constexpr Condition conditions[] = {
    {Rewarded::pairing, "rewarded"}, {Rewarded::nothing, "no reward"}, {Rewarded::random, "random rewards"}};

void expect_ok(rheo_status status) {
  if (status != RHEO_OK) throw ModelError(std::string("study reward: ") + rheo_status_text(status));
}

// Sets the first synapse of neuron 0 to 0 and returns its target.
std::uint32_t choose_synapse(rheo_engine* engine) {
  std::uint32_t count = 0;
  expect_ok(rheo_weights(engine, projections[0], 0, 0, nullptr, nullptr, &count));
  std::vector<float> weights(count);
  std::vector<std::uint32_t> targets(count);
  expect_ok(rheo_weights(engine, projections[0], 0, count, weights.data(), targets.data(), &count));
  weights.at(0) = 0;
  expect_ok(rheo_set_weights(engine, projections[0], 0, count, weights.data()));
  return targets[0];
}

void sample(const Simulation& sim, RewardCourse& course) {
  std::vector<double> weights;  // the chosen synapse's first
  for (const std::uint32_t projection : projections) {
    for (const LearnedSynapse& s : sim.learned_synapses(projection)) weights.push_back(s.weight);
  }
  double sum = 0, squares = 0;
  for (std::size_t k = 1; k < weights.size(); ++k) {
    sum += weights[k];
    squares += weights[k] * weights[k];
  }
  const double count = static_cast<double>(weights.size()) - 1;
  course.chosen.push_back(weights.at(0));
  course.time_s.push_back(static_cast<double>(rheo_tick(sim.engine())) / 1000);
  course.others_mean.push_back(sum / count);
  course.others_sd.push_back(std::sqrt(std::max(0.0, squares / count - sum / count * sum / count)));
}

bool fired(const rheo_engine* engine, std::uint32_t neuron) {
  return (rheo_spikes(engine, 0, nullptr)[neuron / 64] >> (neuron % 64) & 1u) != 0;
}

std::string csv_of(const std::vector<std::pair<Condition, std::vector<RewardCourse>>>& all) {
  std::string csv = "condition,seed,time_s,chosen,others_mean,others_sd\n";
  for (const auto& [condition, courses] : all) {
    for (std::size_t seed = 0; seed < courses.size(); ++seed) {
      const RewardCourse& c = courses[seed];
      for (std::size_t k = 0; k < c.time_s.size(); ++k) {
        csv += fmt::format("{},{},{:g},{:.4f},{:.4f},{:.4f}\n", condition.name, seed + 1, c.time_s[k], c.chosen[k],
                           c.others_mean[k], c.others_sd[k]);
      }
    }
  }
  return csv;
}

void draw_courses(const std::vector<std::pair<Condition, std::vector<RewardCourse>>>& all, const std::string& path) {
  std::string data, panels;
  for (const auto& [condition, courses] : all) {
    const auto number = static_cast<unsigned>(condition.rewarded);
    std::string plots;
    for (std::size_t seed = 0; seed < courses.size(); ++seed) {
      const std::string block = fmt::format("run{}_{}", number, seed);
      data += data_block(block, {courses[seed].time_s, courses[seed].chosen, courses[seed].others_mean});
      plots += fmt::format(
          "{}${} using 1:2 with lines lc rgb '#D55E00' lw 1.5 {}, ${} using 1:3 with lines lc rgb "
          "'#0072B2' lw 1.5 {}",
          plots.empty() ? "" : ", ", block, seed == 0 ? "title 'chosen synapse'" : "notitle", block,
          seed == 0 ? "title 'mean of the others'" : "notitle");
    }
    panels += fmt::format("set title '{}'\nplot {}\n", condition.name, plots);
  }
  draw(data +
           "set multiplot layout 1,3\nset border 3\nset tics nomirror out\nset xlabel 'time (s)'\nset ylabel "
           "'weight'\n" +
           "set yrange [0:5]\nset xtics 1000\nset key top left horizontal\n" + panels + "unset multiplot",
       path, 1200, 380);
}

struct Mean {
  double mean, sd;
};
Mean mean_of(const std::vector<double>& x) {
  double sum = 0, squares = 0;
  for (const double value : x) sum += value;
  const double mean = sum / static_cast<double>(x.size());
  for (const double value : x) squares += (value - mean) * (value - mean);
  return {mean, x.size() < 2 ? 0 : std::sqrt(squares / static_cast<double>(x.size() - 1))};
}

std::string page_of(const std::vector<std::pair<Condition, std::vector<RewardCourse>>>& all,
                    const StudyOptions& options) {
  std::string page =
      "# Does a reward that comes seconds later find the synapse that earned it?\n\n![](reward.svg)\n\n"
      "Where the target of the chosen synapse fires within 20 ms after its source, a reward comes 1 to 3 s later. "
      "Controls: "
      "no reward, and rewards at random.\n\n"
      "| | runs | rewards | chosen synapse at the end | mean of the others | runs with chosen ≥ 3 times the others |\n"
      "|---|---|---|---|---|---|\n";
  for (const auto& [condition, courses] : all) {
    std::vector<double> chosen, others, rewards;
    int far_above = 0;
    for (const RewardCourse& c : courses) {
      chosen.push_back(c.chosen.back());
      others.push_back(c.others_mean.back());
      rewards.push_back(static_cast<double>(c.rewards));
      far_above += c.chosen.back() >= 3 * c.others_mean.back() ? 1 : 0;
    }
    page += fmt::format("| {} | {} | {:.0f} ± {:.0f} | {:.2f} ± {:.2f} | {:.2f} ± {:.2f} | {} |\n", condition.name,
                        courses.size(), mean_of(rewards).mean, mean_of(rewards).sd, mean_of(chosen).mean,
                        mean_of(chosen).sd, mean_of(others).mean, mean_of(others).sd, far_above);
  }
  page += fmt::format(
      "\nMean ± standard deviation over seeds of {:g} s; weights from 0 to 4. Courses: reward.csv. Made by\n"
      "`rheobase study reward --seeds {} --duration {:g}s`.\n",
      options.duration_ms / 1000, options.seeds, options.duration_ms / 1000);
  return page;
}

void write(const std::string& path, const std::string& text) {
  AtomicFile file(path);
  file.write(text);
  file.keep();
}

}  // namespace

RewardCourse reward_course(std::uint64_t seed, Rewarded rewarded, double duration_ms) {
  const Simulation sim(builtin_model("reward", {{"seed", std::to_string(seed)}}));
  rheo_engine* const engine = sim.engine();
  const std::uint32_t target = choose_synapse(engine);
  std::mt19937_64 random(seed * 3 + static_cast<unsigned>(rewarded));
  std::set<std::uint64_t> due;  // in ms
  RewardCourse course;
  std::uint64_t last_source = UINT64_MAX;
  const auto steps = static_cast<std::uint64_t>(duration_ms);
  for (std::uint64_t now = 0; now < steps; ++now) {
    rheo_step(engine);
    if (rewarded == Rewarded::pairing && fired(engine, target) && last_source != UINT64_MAX && now > last_source &&
        now - last_source < window_ms && !fired(engine, 0)) {
      due.insert(now + least_wait_ms + random() % (most_wait_ms - least_wait_ms + 1));
    }
    if (fired(engine, 0)) last_source = now;
    const bool by_chance = rewarded == Rewarded::random && random() % static_cast<std::uint64_t>(mean_pause_ms) == 0;
    if (due.erase(now) > 0 || by_chance) {
      for (const std::uint32_t projection : projections) expect_ok(rheo_reward(engine, projection, reward));
      ++course.rewards;
    }
    if ((now + 1) % static_cast<std::uint64_t>(1000 * sample_s) == 0 || now + 1 == steps) sample(sim, course);
  }
  return course;
}

std::string study_reward(const StudyOptions& options) {
  const OutputDirectory directory(options.directory);
  std::vector<std::pair<Condition, std::vector<RewardCourse>>> all;
  std::vector<std::pair<std::size_t, std::uint64_t>> runs;  // condition, seed
  for (const Condition& condition : conditions) {
    const std::uint64_t seeds =
        condition.rewarded == Rewarded::pairing ? options.seeds : std::min(options.seeds, most_controls);
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) runs.emplace_back(all.size(), seed);
    all.emplace_back(condition, std::vector<RewardCourse>(seeds));
  }
  {
    Progress progress("study reward", runs.size());
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::size_t done = 0;
    std::exception_ptr failure;
    std::vector<std::thread> team;
    for (unsigned k = 0; k < std::max(1u, std::thread::hardware_concurrency()); ++k) {
      team.emplace_back([&] {
        try {
          for (std::size_t r; (r = next++) < runs.size();) {
            const auto& [condition, seed] = runs[r];
            all[condition].second[seed - 1] = reward_course(seed, conditions[condition].rewarded, options.duration_ms);
            const std::lock_guard<std::mutex> lock(mutex);
            progress.at(++done, conditions[condition].name);
          }
        } catch (...) {
          const std::lock_guard<std::mutex> lock(mutex);
          failure = std::current_exception();
        }
      });
    }
    for (std::thread& thread : team) thread.join();
    if (failure) std::rethrow_exception(failure);
  }
  const std::string page = page_of(all, options), path = options.directory + "/reward";
  write(path + ".csv", csv_of(all));
  if (gnuplot_available()) draw_courses(all, path);
  write(path + ".md", page);
  return page;
}

}  // namespace rheobase

// A light follower that learns which eye drives which wheel, and learns again after its eyes were swapped.
// docs/closed-loop.md.

#include <memory>

#include "learner_drawing.hpp"
#include "learner_endurance.hpp"
#include "learner_run.hpp"
#include "observe/number_options.hpp"
#include "observe/output_directory.hpp"
#include "observe/program.hpp"
#include "observe/streams.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/log.hpp"
#include "text/message.hpp"

namespace {

using namespace robots;

// Of the starts of a test: what must be reached, and what chance may reach.
constexpr double enough = 0.9, untaught = 0.1, at_random = 0.2;

const rheobase::LogOptions log_options{16u << 20, 4};

struct Options {
  std::string model = ROBOTS_DIR "/light_learner.toml";
  std::string out, log, resumed;
  int seeds = 10, first_seed = 1;
  double log_s = 60;
  std::uint64_t ticks = 0;
  bool faulty = false;
  LearnerRules rules;
};

class Program {
 public:
  explicit Program(const Options& options)
      : options_(options), network_(rheobase::load_model(options.model)), image_(rheobase::compile(network_)) {}

  int learn() {
    const rheobase::OutputDirectory directory(options_.out);
    const LearnerRules& rules = options_.rules;
    rheobase::print(
        "light_learner: lamp found of {} starts, learning off: within {:g} m for {:g} s, {:g} s at most (passed: in "
        "brackets)\n  seed   before     after  learned in  with another's reward  eyes swapped  relearned         in\n",
        rules.tests, rules.test.reach, rules.test.stay_s, rules.test.limit_s);
    int good = 0;
    for (int k = 0; k < options_.seeds; ++k) good += one_seed(options_.first_seed + k);
    if (!options_.log.empty()) {
      rheobase::print("  log         {} holds the first {:g} s that seed {} learned\n",
                      rheobase::printable(options_.log), options_.log_s, options_.first_seed);
    }
    if (!options_.out.empty()) {
      draw_learning(stories_, options_.out);
      draw_paths(arena_, rules.test, stories_[0].tests, options_.out);
      draw_tests(arena_, rules.test, stories_[0].tests, options_.out);
      rheobase::print("  pictures    {}/learner.html, learner.svg, learning.png, paths.png (and .svg)\n",
                      rheobase::printable(options_.out));
    }
    if (good == options_.seeds) return 0;
    rheobase::print(
        "FAILED with {} of {} seeds: asked are {:g} % after learning, at most {:g} % before and with swapped eyes, at "
        "most {:g} % with another's reward\n",
        options_.seeds - good, options_.seeds, 100 * enough, 100 * untaught, 100 * at_random);
    return 1;
  }

  int endure() {
    start(static_cast<std::uint64_t>(options_.first_seed));
    if (!options_.resumed.empty()) {
      restore_from_log(options_.resumed, rheobase::compile(network_));
      const learner_control::Weights w = learner_control::weights();
      rheobase::print("light_learner: resumed at tick {}, state {:016x}, mean weights {:.3f} {:.3f} {:.3f} {:.3f}\n",
                      rheo_tick(light_control::engine()), rheo_state_hash(light_control::engine()), w.mean[0][0],
                      w.mean[0][1], w.mean[1][0], w.mean[1][1]);
      if (options_.ticks == 0) return 0;
    }
    const auto recorded = recorder(options_.first_seed, options_.ticks);
    const FaultReport r = learn_with_faults(arena_, options_.rules, options_.ticks, w_max(), options_.faulty, recorded);
    close();
    rheobase::print("light_learner: {} steps of learning, {} trials\n", r.ticks, r.trials);
    rheobase::print("  sensors     {} readings by faulty ones, {} no numbers, {} refused\n", r.faulty_readings,
                    r.not_numbers, r.refused);
    rheobase::print("  weights     {:.3f} to {:.3f}, {} 0 to {:g}; state {:016x}\n", r.weights.least,
                    r.weights.greatest, r.weights_within ? "always within" : "NOT within", w_max(), r.state_hash);
    if (!r.voltages_finite) rheobase::print("FAILED: a membrane potential is no number\n");
    return r.weights_within && r.voltages_finite && r.refused == r.not_numbers ? 0 : 1;
  }

 private:
  void start(std::uint64_t noise_seed) {
    rheo_options options = rheo_default_options();
    options.noise_seed = noise_seed;
    options.use_noise_seed = 1;
    const rheo_status status = learner_control::init(image_.data(), image_.size(), &options);
    if (status != RHEO_OK) throw rheobase::ModelError(options_.model + ": " + rheo_status_text(status));
  }

  float w_max() const {
    double most = 0;
    for (const rheobase::Projection& p : network_.projections) {
      if (p.plasticity) most = std::max(most, p.plasticity->w_max);
    }
    return static_cast<float>(most);
  }

  bool one_seed(int seed) {
    const LearnerRules& rules = options_.rules;
    LearnerStory story;
    const auto test = [&](const char* name, bool swapped) {
      story.tests.push_back(test_light(arena_, rules, name, seed - 1, swapped));
      return story.tests.back().reached();
    };
    start(static_cast<std::uint64_t>(seed));
    story.weights[0] = weight_matrix();
    const int before = test("before learning", false);
    story.first = learn_light(arena_, rules,
                              {seed, 0, rules.trials, false, nullptr,
                               recorder(seed, static_cast<std::uint64_t>(std::lround(1000 * options_.log_s)))});
    close();
    story.weights[1] = weight_matrix();
    const int after = test("after learning", false);
    const int swapped = test("eyes swapped", true);
    story.relearned = learn_light(arena_, rules, {seed, rules.trials, rules.relearning_trials, true, nullptr, {}});
    story.weights[2] = weight_matrix();
    const int relearned = test("relearned", true);

    start(static_cast<std::uint64_t>(seed) + 1000);
    const int first = rules.trials + rules.relearning_trials;
    story.others_reward = learn_light(arena_, rules, {seed, first, rules.trials, false, &story.first.rewards, {}});
    const LightSeries control = test_light(arena_, rules, "another's reward", seed - 1, false);

    const auto text = [](const LightSeries& series) {
      return fmt::format("{} ({})", series.reached(), series.passed());
    };
    rheobase::print("  {:>4}  {:>7}   {:>7}  {:>8.0f} s  {:>21}  {:>12}  {:>9}  {:>7.0f} s\n", seed,
                    text(story.tests[0]), text(story.tests[1]), story.first.time_s, text(control), text(story.tests[2]),
                    text(story.tests[3]), story.relearned.time_s);
    story.first.rewards.clear();
    story.relearned.rewards.clear();
    story.others_reward.rewards.clear();
    if (!options_.out.empty()) stories_.push_back(std::move(story));
    return before <= untaught * rules.tests && after >= enough * rules.tests && swapped <= untaught * rules.tests &&
           relearned >= enough * rules.tests && control.reached() <= at_random * rules.tests;
  }

  // The black box of the first seed's first steps.
  std::function<void()> recorder(int seed, std::uint64_t steps) {
    if (seed != options_.first_seed || options_.log.empty()) return {};
    rheo_blackbox_options box = light_control::recorded();
    box.queue_bytes = 1u << 20;
    recorder_ = std::make_unique<rheobase::FlightRecorder>(light_control::engine(), options_.log, log_options, box);
    return [this, left = steps]() mutable {
      if (left == 0) return;
      recorder_->record_waiting();
      if (--left == 0) close();
    };
  }

  void close() {
    if (recorder_) recorder_->close();
    recorder_.reset();
  }

  const Options& options_;
  const Arena arena_;
  const rheobase::Network network_;
  const rheobase::Image image_;
  std::vector<LearnerStory> stories_;
  std::unique_ptr<rheobase::FlightRecorder> recorder_;
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("A robot learns by reward to find a lamp, and learns again after its eyes were swapped",
               "light_learner");
  app.add_option("--seeds", options.seeds, "how many, of noise and of starts")
      ->check(rheobase::whole_number(1, 1000))
      ->capture_default_str();
  app.add_option("--first-seed", options.first_seed, "the first of them, which is drawn and logged")
      ->check(rheobase::whole_number(1, 1000))
      ->capture_default_str();
  app.add_option("--limit", options.rules.test.limit_s, "time for each start of a test, s")
      ->check(rheobase::decimal_number(5.0, 300.0))
      ->capture_default_str();
  app.add_option("--trials", options.rules.trials, "in which it learns")
      ->check(rheobase::whole_number(5, 400))
      ->capture_default_str();
  app.add_option("--relearning-trials", options.rules.relearning_trials, "after the eyes were swapped")
      ->check(rheobase::whole_number(5, 400))
      ->capture_default_str();
  app.add_option("--out", options.out, "directory for pictures")->type_name("DIR");
  app.add_option("--log", options.log, "black box of what the first seed learns; rheobase replay runs it again")
      ->type_name("FILE");
  app.add_option("--log-time", options.log_s, "how much of it, s")
      ->check(rheobase::decimal_number(0.1, 10000.0))
      ->capture_default_str();
  app.add_option("--model", options.model, "another network with the same populations")->type_name("FILE");
  app.add_option("--ticks", options.ticks, "instead of all that: only learn, for so many steps")
      ->check(rheobase::whole_number(1, 10000000000));
  app.add_option("--resume", options.resumed,
                 "instead: take up what a log has of a program that was killed, and learn "
                 "on for --ticks")
      ->type_name("FILE");
  app.add_flag("--faulty", options.faulty, "with --ticks: by sensors that fail");
  return rheobase::run_program(app, argc, argv, [&options] {
    Program program(options);
    return options.ticks || !options.resumed.empty() ? program.endure() : program.learn();
  });
}

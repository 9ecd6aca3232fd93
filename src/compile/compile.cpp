// From a network to its image: the order of the work, each part in a file of its own.
#include <algorithm>
#include <cmath>
#include <memory>

#include "compile/as_float.hpp"
#include "compile/channels.hpp"
#include "compile/check_parameters.hpp"
#include "compile/clocks.hpp"
#include "compile/contradictions.hpp"
#include "compile/fixed_point.hpp"
#include "compile/forecast.hpp"
#include "compile/lost_values.hpp"
#include "compile/message.hpp"
#include "compile/neurons.hpp"
#include "compile/planes.hpp"
#include "compile/riccati_range.hpp"
#include "compile/stimulus.hpp"
#include "compile/storage.hpp"
#include "compile/synapses.hpp"
#include "compile/writer.hpp"
#include "describe/expression.hpp"
#include "describe/memory_limit.hpp"
#include "describe/values.hpp"
#include "image/limits.hpp"
#include "image/view.hpp"
#include "kernels/kernels.hpp"
#include "models/riccati.hpp"
#include "rheobase/compiler.hpp"

namespace rheobase {
namespace {

class Compilation {
 public:
  Compilation(const Network& network, const CompileOptions& options)
      : network_(network), options_(options), seed_(options.seed.value_or(network.seed)), key_(seed_) {}

  Image run() {
    check();
    check_size();
    for (const Population& p : network_.populations) add_population(p);
    for (const Projection& p : network_.projections) add_synapses(p);
    for (std::uint32_t i = 0; i < channels_.size(); ++i) fix_channel(i);
    for (std::uint32_t i = 0; i < network_.projections.size(); ++i) add_projection(i);
    Image image = write();
    image.set_warnings(std::move(warnings_));
    return image;
  }

 private:
  void check();
  void check_size() const;
  void add_population(const Population& population);
  void add_channel(const Channel& channel, std::uint32_t population, double decay_share);
  void add_synapses(const Projection& projection);
  void fix_channel(std::uint32_t index);
  void warn_of_losses(std::uint32_t projection);
  void add_projection(std::uint32_t index);
  std::uint32_t ring_ticks() const;
  std::uint64_t event_budget() const;
  void check_budget(const Image& image) const;
  Image write();

  std::uint32_t population_named(const std::string& name, const std::string& where) const;
  std::uint32_t channel_of(const Projection& projection, std::uint32_t population) const;

  const Network& network_;
  const CompileOptions& options_;
  std::uint64_t seed_;
  PhiloxKey key_;
  ImageWriter writer_;
  Warnings warnings_;
  std::vector<image::Population> populations_;
  std::vector<image::Channel> channels_;
  std::vector<double> gains_;  // per channel: the current of an arriving weight of 1
  std::vector<image::Projection> records_;
  // Per projection of the description:
  std::vector<std::unique_ptr<Synapses>> synapses_;
  std::vector<FixedWeights> fixed_;
  std::vector<std::uint32_t> source_, target_, channel_;
  std::uint64_t draws_ = 0;
};

void Compilation::check() {
  if (network_.populations.empty()) fail(network_.where, "the network has no population");
  if (!(network_.dt_ms >= limits::least_dt_ms && network_.dt_ms <= limits::most_dt_ms)) {
    fail(place_of(network_, {"dt"}), "dt is " + number_text(network_.dt_ms) + " ms; it lies from 0.001 to 100 ms");
  }
  if (!(network_.duration_ms >= limits::least_duration_ms && network_.duration_ms <= limits::most_duration_ms)) {
    fail(place_of(network_, {"duration"}),
         "duration is " + number_text(network_.duration_ms) + " ms; it lies from 1e-6 to 1e15 ms");
  }
  check_contradictions(network_);
  check_clocks(network_);
  for (const std::string& name : unused_parameters(network_)) {
    warn(warnings_, place_of(network_, {name.c_str()}), "parameter " + name + " has no effect: no expression uses it");
  }
}

void Compilation::check_size() const {
  const SizeForecast forecast = forecast_of(network_, key_);
  if (options_.before_drawing) options_.before_drawing(forecast);
  if (const std::uint64_t memory = memory_limit(); forecast.least_memory_bytes > memory) {
    fail(network_.where, "not enough memory: to compile this network takes at least " +
                             size_text(forecast.least_memory_bytes) + ", and there are " + size_text(memory));
  }
}

StepSetting step_setting(const Population& population, const Network& network) {
  StepSetting step;
  step.integrator = integrator_of(network, population).integrator;
  step.dt_ms = network.dt_ms;
  step.refractory_ms = population.refractory_ms;
  step.refractory_moves_u = population.refractory_holds == RefractoryHolds::v;
  return step;
}

void Compilation::add_population(const Population& population) {
  for (const image::Population& other : populations_) {
    if (writer_.text(population.name) == other.name)
      fail(population.where, "two populations are called " + population.name);
  }
  const auto index = static_cast<std::uint32_t>(populations_.size());
  const GivenParameters given = parameters_of(population);
  const auto [integrator, integrator_place] = integrator_of(network_, population);
  if (integrate_of(reference_kernels, static_cast<std::uint32_t>(given.model),
                   static_cast<std::uint32_t>(integrator)) == nullptr) {
    fail(integrator_place, std::string("integrator ") + name_of(integrator) + " is not available for the model " +
                               population.model + " of " + population.name);
  }
  const NeuronParameters neurons = evaluate_neurons(population, given, index, network_.parameters, key_);
  const StepSetting step = step_setting(population, network_);
  check_parameters(network_, population, given, neurons, step);
  if (population.channels.size() > limits::most_channels) {
    fail(population.where, population.name + " has " + std::to_string(population.channels.size()) +
                               " channels; at most " + std::to_string(limits::most_channels));
  }
  image::Population p{};
  p.name = writer_.text(population.name);
  p.type = writer_.text(population.type);
  p.size = neurons.size;
  p.words = (neurons.size + 63) / 64;
  p.first_word = populations_.empty() ? 0 : populations_.back().first_word + populations_.back().words;
  p.model = static_cast<std::uint32_t>(given.model);
  p.integrator = static_cast<std::uint32_t>(integrator);
  p.flags = population.input ? image::has_input : 0u;
  p.refractory_ticks = refractory_ticks_of(population, network_.dt_ms);
  p.noise_ticks = ticks_of(population.noise_interval_ms, network_.dt_ms);
  p.first_channel = static_cast<std::uint32_t>(channels_.size());
  p.channels = static_cast<std::uint32_t>(population.channels.size());
  p.threshold = as_float(neurons.threshold_mv);
  const char* fires = given.rules().fires;
  if (fires != nullptr && neurons[fires].front() == 0) p.threshold = std::nextafter(p.threshold, INFINITY);
  p.dt = static_cast<float>(network_.dt_ms);
  if (p.refractory_ticks > 0) {
    // From the end of the step of the spike; explicit integrators count from its beginning, as Brian 2.
    if (integrator == Integrator::exact && ++p.refractory_ticks > limits::most_ticks) {
      fail(place_of(population, {"refractory"}), "refractory of " + population.name + " is longer than 2^20 - 1 steps");
    }
    if (step.integrator == Integrator::riccati) p.flags |= image::refractory_within_step | image::keeps_spike_age;
    if (!step.refractory_moves_u) p.flags |= image::refractory_holds_u;
  }
  write_planes(neurons, given.model, step, writer_, p);
  if (population.spike_times) {
    if (integrator != Integrator::riccati) {
      const std::string place = place_of(population, {"spike_times"}), subject = "spike_times of " + population.name,
                        why = " needs the integrator riccati";
      if (population.integrator) fail(place, subject + why);
      fail_against(network_, "integrator", place, subject, why);
    }
    p.flags |= image::keeps_spike_age;
  }
  CurrentRange stimulus;
  if (population.stimulus) {
    const std::vector<float> table = evaluate_stimulus(population, network_, warnings_);
    p.stimulus = writer_.add(table);
    p.stimulus_count = static_cast<std::uint32_t>(table.size());
    p.stimulus_ticks = ticks_of(population.stimulus->hold_ms, network_.dt_ms);
    if (population.stimulus->repeat) p.flags |= image::stimulus_repeats;
    if (population.stimulus->file.empty()) p.flags |= image::stimulus_from_expression;
    const auto [least, most] = std::minmax_element(table.begin(), table.end());
    stimulus = {*least, *most};
    if (!population.stimulus->file.empty() && !population.stimulus->repeat) {
      stimulus = {std::min(stimulus.least, 0.0), std::max(stimulus.most, 0.0)};  // it is 0 after its end
    }
  }
  warn_of_lost_parameters(population, neurons, given.rules().rate, network_.dt_ms, warnings_);
  if (integrator == Integrator::riccati && given.model == NeuronModel::izhikevich) {
    warn_of_riccati_range(population, neurons, stimulus, network_, warnings_);
  }
  const auto decay_share = declaration_of(given.model).decay_share;
  for (const Channel& channel : population.channels) {
    if (integrator == Integrator::exact && channel.reversal_mv) {
      fail(place_of(channel, {"reversal"}), "channel " + channel.name + " of " + population.name +
                                                " is a conductance, which the integrator exact does not take: name " +
                                                "another, such as rk2");
    }
    add_channel(channel, index, decay_share != nullptr ? decay_share(neurons, step, channel.tau_ms) : 0);
  }
  populations_.push_back(p);
}

void Compilation::add_channel(const Channel& channel, std::uint32_t population, double decay_share) {
  FoldedChannel folded = fold_channel(channel, network_.dt_ms, decay_share);
  folded.record.name = writer_.text(channel.name);
  folded.record.population = population;
  channels_.push_back(folded.record);
  gains_.push_back(folded.gain);
}

std::uint32_t Compilation::population_named(const std::string& name, const std::string& where) const {
  for (std::uint32_t i = 0; i < network_.populations.size(); ++i) {
    if (network_.populations[i].name == name) return i;
  }
  fail(where, "no population is called " + name);
}

std::uint32_t Compilation::channel_of(const Projection& projection, std::uint32_t population) const {
  const std::vector<Channel>& channels = network_.populations[population].channels;
  for (std::uint32_t i = 0; i < channels.size(); ++i) {
    if (projection.channel.empty() || channels[i].name == projection.channel) {
      return populations_[population].first_channel + i;
    }
  }
  fail(place_of(projection, {"channel", "target"}),
       "population " + projection.target + " has no channel " +
           (projection.channel.empty() ? "to project to" : projection.channel));
}

void Compilation::add_synapses(const Projection& projection) {
  source_.push_back(population_named(projection.source, place_of(projection, {"source"})));
  target_.push_back(population_named(projection.target, place_of(projection, {"target"})));
  channel_.push_back(channel_of(projection, target_.back()));
  warn_of_lost_probability(projection, network_.parameters, warnings_);
  const auto index = static_cast<std::uint32_t>(synapses_.size());
  SynapseContext context = {index,
                            populations_[source_.back()].size,
                            populations_[target_.back()].size,
                            network_.dt_ms,
                            network_.parameters,
                            key_,
                            {}};
  if (options_.progress) context.on_draws = [this](std::uint64_t draws) { options_.progress(draws_ += draws); };
  synapses_.push_back(make_synapses(projection, context));
  fixed_.emplace_back();
}

void Compilation::fix_channel(std::uint32_t index) {
  std::vector<ChannelInput> inputs;
  for (std::size_t i = 0; i < synapses_.size(); ++i) {
    if (channel_[i] != index) continue;
    const Projection& projection = network_.projections[i];
    const std::string ends = projection.source + " -> " + projection.target;
    const std::string place = network_.storage ? place_of(network_, {"storage"}) : place_of(projection, {"storage"});
    inputs.push_back({synapses_[i].get(), network_.storage.value_or(projection.storage), &fixed_[i],
                      place.empty() ? ends : place + ": " + ends});
  }
  image::Channel& c = channels_[index];
  const FixedChannel fixed = fix_weights(inputs, populations_[c.population].size, c.pulse_ticks);
  if (fixed.largest_sum > limits::most_arrival || fixed.exponent < limits::least_exponent) {
    fail(inputs.front().where, "as much as " + number_text(fixed.largest_sum) + " can arrive at once at a neuron of " +
                                   network_.populations[c.population].name + "; at most " +
                                   number_text(limits::most_arrival));
  }
  c.exponent = fixed.exponent;
  c.scale = as_float(std::ldexp(gains_[index], -fixed.exponent));
  c.largest_sum = static_cast<float>(fixed.largest_sum);
  c.headroom_permille = static_cast<std::uint32_t>(std::min(fixed.headroom * 1000, 4294967295.0));
  for (std::uint32_t i = 0; i < synapses_.size(); ++i) {
    if (channel_[i] != index) continue;
    const Projection& p = network_.projections[i];
    if ((c.flags & image::conducts) != 0 && fixed_[i].weight_min < 0) {
      fail(place_of(p, {"weight"}), "weight of " + p.source + " -> " + p.target + " is as low as " +
                                        number_text(fixed_[i].weight_min) +
                                        "; a conductance is not negative: its reversal says whether it inhibits");
    }
    if (!p.file.empty() && fixed_[i].count == 0)
      warn(warnings_, p.file, "lists no synapse of " + p.source + " -> " + p.target);
    warn_of_losses(i);
  }
}

void Compilation::warn_of_losses(std::uint32_t index) {
  const FixedWeights& fixed = fixed_[index];
  if (!fixed.losses.matter(synapses_[index]->drawn)) return;
  const Projection& p = network_.projections[index];
  const bool alone = std::count(channel_.begin(), channel_.end(), channel_[index]) == 1;
  const char* remedy = "give this projection a channel of its own";
  if (alone || fixed.shift > 0) remedy = "put the small weights into a projection with a channel of its own";
  if (fixed.exponent == limits::most_exponent) remedy = "nothing smaller is kept";
  warn(warnings_, place_of(p, {"weight"}),
       "weight of " + p.source + " -> " + p.target + ": " + std::to_string(fixed.losses.lost) + " of " +
           std::to_string(fixed.losses.lost + fixed.losses.kept) + " synapses became 0, weights up to " +
           number_text(fixed.losses.largest_lost) + ": they are stored as multiples of " +
           number_text(fixed.resolution) + "; " + remedy);
}

void Compilation::add_projection(std::uint32_t index) {
  for (image::Projection p : store_weights(*synapses_[index], fixed_[index], writer_)) {
    p.source = source_[index];
    p.target = target_[index];
    p.channel = channel_[index];
    p.projection = index;
    records_.push_back(p);
  }
  synapses_[index].reset();
}

std::uint32_t Compilation::ring_ticks() const {
  std::uint64_t oldest = 1;  // clear_on_spike looks one tick back
  for (const image::Population& p : populations_) oldest = std::max<std::uint64_t>(oldest, p.refractory_ticks);
  for (const image::Projection& p : records_) {
    oldest = std::max(oldest, image::oldest_needed(p.delay_ticks, channels_[p.channel].pulse_ticks));
  }
  return static_cast<std::uint32_t>(oldest + 1);
}

std::uint64_t Compilation::event_budget() const {
  const double budget = constant_of(network_.event_budget, network_.parameters, "event_budget");
  if (!(budget >= 0 && budget <= 1e15) || budget != std::floor(budget)) {
    fail(network_.event_budget.where,
         "event_budget is " + number_text(budget) + "; it is a whole number, or 0 for none");
  }
  return static_cast<std::uint64_t>(budget);
}

void Compilation::check_budget(const Image& image) const {
  const image::View view(image.data());
  const std::uint64_t budget = view.event_budget();
  for (std::uint32_t first = 0; budget != 0 && first < view.header().projections;) {
    const std::uint32_t end = view.delay_group_end(first);
    const image::Projection& p = view.projection(first);
    if (const std::uint64_t events = view.longest_row(first, end); events > budget) {
      fail(network_.event_budget.where, "event_budget is " + std::to_string(budget) + ", and one spike of " +
                                            network_.populations[p.source].name + " -> " +
                                            network_.populations[p.target].name + " is " + std::to_string(events) +
                                            " events: it would never fit");
    }
    first = end;
  }
}

Image Compilation::write() {
  image::Header h{};
  const std::uint64_t budget = event_budget();
  h.event_budget[0] = static_cast<std::uint32_t>(budget);
  h.event_budget[1] = static_cast<std::uint32_t>(budget >> 32);
  h.seed = seed_;
  h.dt_ms = network_.dt_ms;
  h.duration_ms = network_.duration_ms;
  for (const image::Population& p : populations_) {
    h.neurons += p.size;
    h.words += p.words;
  }
  h.ring_ticks = ring_ticks();
  h.populations = static_cast<std::uint32_t>(populations_.size());
  h.channels = static_cast<std::uint32_t>(channels_.size());
  h.projections = static_cast<std::uint32_t>(records_.size());
  h.name = writer_.text(network_.name);
  Image image = writer_.finish(h, populations_, channels_, records_);
  check_budget(image);
  return image;
}

}  // namespace

Image compile(const Network& network, const CompileOptions& options) { return Compilation(network, options).run(); }

}  // namespace rheobase

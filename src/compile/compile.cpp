// From a network to its image: the order of the work, each part in a file of its own.
#include <algorithm>
#include <cmath>
#include <thread>

#include "compile/clocks.hpp"
#include "compile/contradictions.hpp"
#include "compile/forecast.hpp"
#include "compile/given_table.hpp"
#include "compile/lost_values.hpp"
#include "compile/message.hpp"
#include "compile/neurons.hpp"
#include "compile/plasticity.hpp"
#include "compile/populations.hpp"
#include "compile/projections.hpp"
#include "compile/short_term.hpp"
#include "compile/storage.hpp"
#include "compile/writer.hpp"
#include "describe/expression.hpp"
#include "describe/parameters.hpp"
#include "describe/values.hpp"
#include "files/memory_limit.hpp"
#include "image/limits.hpp"
#include "image/view.hpp"
#include "models/as_float.hpp"
#include "rheobase/compiler.hpp"

namespace rheobase {
namespace {

class Compilation {
 public:
  Compilation(const Network& network, const CompileOptions& options)
      : network_(network), options_(options), seed_(options.seed.value_or(network.seed)), key_(seed_) {}

  Image run() {
    check();
    plan();
    for (std::uint32_t i = 0; i < sizes_.size(); ++i) add_population(i);
    for (CompiledProjection& p : projections_) draw(p);
    for (std::uint32_t i = 0; i < channels_.size(); ++i) fix_channel(i);
    for (std::uint32_t i = 0; i < projections_.size(); ++i) store(i);
    Image image = write();
    image.set_warnings(std::move(warnings_));
    return image;
  }

 private:
  void check();
  void plan();
  void add_population(std::uint32_t index);
  void draw(CompiledProjection& projection);
  void fix_channel(std::uint32_t index);
  void check_weights(const CompiledProjection& projection, bool alone);
  std::uint32_t add_short_term(const CompiledProjection& projection);
  void store(std::uint32_t index);
  std::uint32_t ring_ticks() const;
  void check_budget(const Image& image) const;
  Image write();

  std::uint32_t channel_of(const CompiledProjection& projection) const;

  const Network& network_;
  const CompileOptions& options_;
  std::uint64_t seed_;
  PhiloxKey key_;
  ImageWriter writer_;
  Warnings warnings_;
  std::uint64_t event_budget_ = 0;
  std::vector<std::uint32_t> sizes_;  // of the populations
  std::vector<CompiledProjection> projections_;
  std::vector<image::Population> populations_;
  std::vector<image::Channel> channels_;
  std::vector<double> gains_;  // per channel: the current of an arriving weight of 1
  std::vector<image::Projection> records_;
  std::uint64_t draws_ = 0;
};

std::uint64_t event_budget_of(const Network& network) {
  const double budget = constant_of(network.event_budget, network.parameters, "event_budget");
  if (!(budget >= 0 && budget <= limits::most_event_budget) || budget != std::floor(budget)) {
    fail(network.event_budget.where,
         "event_budget is " + number_text(budget) + "; it is a whole number, or 0 for none");
  }
  return static_cast<std::uint64_t>(budget);
}

void Compilation::check() {
  if (network_.populations.empty()) fail(network_.where, "the network has no population");
  check_within(limits::least_dt_ms, limits::most_dt_ms, place_of(network_, {"dt"}), "dt", network_.dt_ms, " ms");
  check_within(limits::least_duration_ms, limits::most_duration_ms, place_of(network_, {"duration"}), "duration",
               network_.duration_ms, " ms");
  check_contradictions(network_);
  check_clocks(network_);
  for (const std::string& name : unused_parameters(network_)) {
    warn(warnings_, place_of(network_, {name.c_str()}), "parameter " + name + " has no effect: no expression uses it");
  }
}

// The sizes, before anything is drawn.
void Compilation::plan() {
  event_budget_ = event_budget_of(network_);
  for (const Population& p : network_.populations) sizes_.push_back(size_of(p, network_.parameters));
  projections_ = plan_projections(network_, sizes_, key_);
  const SizeForecast forecast = forecast_of(network_, sizes_, projections_, event_budget_ != 0);
  if (options_.before_drawing) options_.before_drawing(forecast);
  if (const std::uint64_t memory = memory_limit(); forecast.least_memory_bytes > memory) {
    fail(network_.where, "not enough memory: to compile this network takes at least " +
                             size_text(forecast.least_memory_bytes) + ", and there are " + size_text(memory));
  }
}

void Compilation::add_population(std::uint32_t index) {
  const Population& population = network_.populations[index];
  for (const image::Population& other : populations_) {
    if (writer_.text(population.name) == other.name)
      fail(population.where, "two populations are called " + population.name);
  }
  FoldedPopulation folded = fold_population(network_, index, sizes_[index], key_, writer_, warnings_);
  folded.record.first_word = populations_.empty() ? 0 : populations_.back().first_word + populations_.back().words;
  folded.record.first_channel = static_cast<std::uint32_t>(channels_.size());
  populations_.push_back(folded.record);
  for (const FoldedChannel& channel : folded.channels) {
    channels_.push_back(channel.record);
    gains_.push_back(channel.gain);
  }
}

std::uint32_t Compilation::channel_of(const CompiledProjection& compiled) const {
  const Projection& projection = *compiled.described;
  const std::uint32_t population = compiled.target;
  if (!is_neuron(network_.populations[population])) {
    fail(place_of(projection, {"target"}), "population " + projection.target + " is a source: nothing projects to it");
  }
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

// The end of a pulse, the second half of an interpolating channel and rows that wait for the budget would need
// the efficacy of an earlier step.
std::uint32_t Compilation::add_short_term(const CompiledProjection& compiled) {
  const Projection& projection = *compiled.described;
  const image::Channel& channel = channels_[compiled.channel];
  const std::string& where = projection.stp->where;
  const std::string subject = "stp of " + ends_of(projection);
  if (channel.pulse_ticks != 1) {
    fail(where, subject + " needs a channel whose pulse is one step wide (width = \"step\"), or of another kind");
  }
  if ((channel.flags & image::interpolates) != 0) fail(where, subject + " needs a channel without interpolate");
  if (event_budget_ != 0) fail(where, subject + " needs a network without event_budget");
  const image::ShortTerm rule = fold_short_term(*projection.stp, network_.dt_ms);
  return writer_.add_bytes(&rule, sizeof rule);
}

void Compilation::draw(CompiledProjection& p) {
  p.channel = channel_of(p);
  const double max_gain = p.described->max_gain;
  if (max_gain != 0 && !is_within(1, limits::largest_max_gain, max_gain)) {
    fail(place_of(*p.described, {"max_gain"}), "max_gain of " + ends_of(*p.described) + " is " + number_text(max_gain) +
                                                   "; it is from 1 to " + number_text(limits::largest_max_gain) +
                                                   ", or 0 for none");
  }
  if (p.described->stp) p.short_term = add_short_term(p);
  if (p.described->plasticity) check_plasticity(network_, *p.described, channels_[p.channel]);
  warn_of_lost_probability(*p.described, network_.parameters, warnings_);
  OnDraws on_draws;
  if (options_.progress) on_draws = [this](std::uint64_t draws) { options_.progress(draws_ += draws); };
  const unsigned threads = options_.threads != 0 ? options_.threads : std::thread::hardware_concurrency();
  p.synapses = p.plan.make(std::max(threads, 1u), on_draws);
}

void Compilation::fix_channel(std::uint32_t index) {
  std::vector<ChannelInput> inputs;
  for (CompiledProjection& p : projections_) {
    if (p.channel != index) continue;
    const Projection& described = *p.described;
    const std::string ends = ends_of(described);
    const std::string place = network_.storage ? place_of(network_, {"storage"}) : place_of(described, {"storage"});
    inputs.push_back({p.synapses.get(), network_.storage.value_or(described.storage), &p.fixed,
                      place.empty() ? ends : place + ": " + ends, described.stp.has_value() || described.max_gain > 0,
                      std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(described.max_gain)))});
    if (described.plasticity) {
      inputs.back().w_min = described.plasticity->w_min;
      inputs.back().w_max = described.plasticity->w_max;
    }
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
  for (const CompiledProjection& p : projections_) {
    if (p.channel == index) check_weights(p, inputs.size() == 1);
  }
}

// `alone`: in its channel.
void Compilation::check_weights(const CompiledProjection& compiled, bool alone) {
  const Projection& p = *compiled.described;
  const FixedWeights& fixed = compiled.fixed;
  const std::string weight = "weight of " + ends_of(p);
  if ((channels_[compiled.channel].flags & image::conducts) != 0 && fixed.weight_min < 0) {
    fail(place_of(p, {"weight"}), weight + " is as low as " + number_text(fixed.weight_min) +
                                      "; a conductance is not negative: its reversal says whether it inhibits");
  }
  if (is_given(p) && fixed.count == 0) warn(warnings_, p.table ? p.where : p.file, "lists no synapse of " + ends_of(p));
  if (!fixed.losses.matter(compiled.synapses->drawn)) return;
  const char* remedy = "give this projection a channel of its own";
  if (alone || fixed.shift > 0) remedy = "put the small weights into a projection with a channel of its own";
  if (fixed.exponent == limits::most_exponent) remedy = "nothing smaller is kept";
  warn(warnings_, place_of(p, {"weight"}),
       weight + ": " + std::to_string(fixed.losses.lost) + " of " +
           std::to_string(fixed.losses.lost + fixed.losses.kept) + " synapses became 0, weights up to " +
           number_text(fixed.losses.largest_lost) + ": they are stored as multiples of " +
           number_text(fixed.resolution) + "; " + remedy);
}

void Compilation::store(std::uint32_t index) {
  CompiledProjection& compiled = projections_[index];
  const bool learns = compiled.described->plasticity.has_value();
  std::uint32_t plasticity = 0;
  if (learns) {
    const image::Plasticity rule = fold_plasticity(network_, *compiled.described, compiled.fixed);
    plasticity = writer_.add_bytes(&rule, sizeof rule);
  }
  for (image::Projection p : store_weights(*compiled.synapses, compiled.fixed, learns, writer_)) {
    p.plasticity = plasticity;
    p.source = compiled.source;
    p.target = compiled.target;
    p.channel = compiled.channel;
    p.projection = index;
    p.short_term = compiled.short_term;
    p.max_gain = static_cast<std::uint32_t>(std::ceil(std::ldexp(compiled.described->max_gain, image::gain_bits)));
    records_.push_back(p);
  }
  compiled.synapses.reset();
}

std::uint32_t Compilation::ring_ticks() const {
  std::uint64_t oldest = 1;  // clear_on_spike looks one tick back
  for (const image::Population& p : populations_) oldest = std::max<std::uint64_t>(oldest, p.refractory_ticks);
  for (const image::Projection& p : records_) {
    oldest = std::max(oldest, image::oldest_needed(p.delay_ticks, channels_[p.channel].pulse_ticks));
  }
  return static_cast<std::uint32_t>(oldest + 1);
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
  h.event_budget[0] = static_cast<std::uint32_t>(event_budget_);
  h.event_budget[1] = static_cast<std::uint32_t>(event_budget_ >> 32);
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

#include "observe/recorder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "engine/engine.hpp"
#include "kernels/bits.hpp"

namespace rheobase {
namespace {

constexpr double late_from_ms = 200.0;
constexpr float v_cut_mv = 30.0f;

// In eight sums side by side, none of which waits for another.
double sum_of(const std::vector<float>& values) {
  std::array<double, 8> sums = {};
  std::size_t i = 0;
  for (; i + sums.size() <= values.size(); i += sums.size()) {
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += values[i + k];
  }
  for (; i < values.size(); ++i) sums[0] += values[i];
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

}  // namespace

std::size_t Recording::neurons() const { return groups.empty() ? 0 : groups.back().first + groups.back().count; }

Recorder::Recorder(const rheo_engine* engine, const ImageReport& image)
    : engine_(engine), first_tick_(rheo_tick(engine)) {
  recording_.dt_ms = image.dt_ms;
  recording_.begin_ms = static_cast<double>(first_tick_) * image.dt_ms;
  for (std::uint32_t p = 0; p < rheo_population_count(engine); ++p) {
    const PopulationReport& population = image.populations.at(p);
    // A model whose threshold lies below 0 has no upstroke of its own.
    const double peak_mv = std::max(0.0, static_cast<double>(engine->image.population(p).threshold));
    recording_.groups.push_back({rheo_population_name(engine, p), population.type, recording_.neurons(),
                                 rheo_population_size(engine, p), peak_mv});
    firing_samples_.push_back(firing_sample_of(population));
    if (rheo_v(engine, p) == nullptr) recording_.sources += rheo_population_size(engine, p);
    keeps_age_ = keeps_age_ || rheo_spike_age_ms(engine, p) != nullptr;
  }
  recording_.v_sum.assign(recording_.neurons(), 0.0);
  recording_.v_sum_sq.assign(recording_.neurons(), 0.0);
}

void Recorder::observe() {
  const std::uint64_t tick = rheo_tick(engine_) - 1 - first_tick_;
  for (std::uint32_t p = 0; p < recording_.groups.size(); ++p) {
    std::uint32_t words = 0;
    const std::uint64_t* bits = rheo_spikes(engine_, p, &words);
    const float* age_ms = rheo_spike_age_ms(engine_, p);
    for_each_bit(bits, 0, words, [&](std::size_t neuron) {
      recording_.spike_tick.push_back(static_cast<std::uint32_t>(tick));
      recording_.spike_neuron.push_back(static_cast<std::uint32_t>(recording_.groups[p].first + neuron));
      if (keeps_age_) recording_.spike_age_ms.push_back(age_ms != nullptr ? age_ms[neuron] : 0.0f);
    });
  }
  recording_.ticks = tick + 1;
  // The last step of every millisecond (or every step, if they are longer).
  const double elapsed_ms = static_cast<double>(tick + 1) * recording_.dt_ms;
  if (elapsed_ms + 1e-9 >= static_cast<double>(samples_ + 1)) {
    sample_v(tick);
    samples_ = static_cast<std::uint64_t>(std::floor(elapsed_ms + 1e-9));
  }
}

void Recorder::forget_after(std::uint64_t tick) {
  recording_.ticks = tick - first_tick_;
  const auto later = std::lower_bound(recording_.spike_tick.begin(), recording_.spike_tick.end(), recording_.ticks);
  const auto kept = static_cast<std::size_t>(later - recording_.spike_tick.begin());
  recording_.spike_tick.resize(kept);
  recording_.spike_neuron.resize(kept);
  if (keeps_age_) recording_.spike_age_ms.resize(kept);
}

void Recorder::skip_to(std::uint64_t tick) {
  const double from_ms = recording_.duration_ms();
  recording_.ticks = tick - first_tick_;
  recording_.gaps_ms.emplace_back(from_ms, recording_.duration_ms());
}

void Recorder::sample_v(std::uint64_t tick) {
  if (recording_.sources == recording_.neurons()) return;
  const bool late = static_cast<double>(tick + 1) * recording_.dt_ms > late_from_ms;
  double sum = 0;
  for (std::uint32_t p = 0; p < recording_.groups.size(); ++p) {
    const float* v = rheo_v(engine_, p);
    if (v == nullptr) continue;  // a source
    const std::uint64_t* fired = rheo_spikes(engine_, p, nullptr);
    const Group& group = recording_.groups[p];
    sampled_mv_.resize(group.count);
    for (std::size_t i = 0; i < group.count; ++i) sampled_mv_[i] = std::min(v[i], v_cut_mv);
    if (firing_samples_[p] == FiringSample::peak) {  // the engine has reset it by now
      for_each_bit(fired, 0, (group.count + 63) / 64, [this](std::size_t i) { sampled_mv_[i] = v_cut_mv; });
    }
    sum += sum_of(sampled_mv_);
    if (!late) continue;
    double* const sums = recording_.v_sum.data() + group.first;
    double* const squares = recording_.v_sum_sq.data() + group.first;
    for (std::size_t i = 0; i < group.count; ++i) {
      const double x = sampled_mv_[i];
      sums[i] += x;
      squares[i] += x * x;
    }
  }
  if (late && recording_.late_samples++ == 0) recording_.first_late_sample = recording_.v_mean.size();
  recording_.v_mean.push_back(sum / static_cast<double>(recording_.neurons() - recording_.sources));
}

}  // namespace rheobase

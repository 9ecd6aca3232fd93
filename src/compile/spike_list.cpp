#include "compile/spike_list.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "compile/clocks.hpp"
#include "compile/given_table.hpp"

namespace rheobase {
namespace {

constexpr double most_steps = 4294967295.0;  // 2^32 - 1

struct ListedSpike {
  std::uint32_t tick, neuron;
  std::size_t entry;  // where it was given
};

class Listing {
 public:
  Listing(const Population& population, std::uint32_t size, double dt_ms)
      : population_(population), list_(*population.spikes), size_(size), dt_ms_(dt_ms) {}

  StepList made(Warnings& warnings) {
    read_period();
    if (is_given(list_)) {
      read_rows();
    } else {
      read_times();
    }
    if (spikes_.empty()) warn(warnings, key_place(), population_.name + " never fires: its list has no spike");
    std::sort(spikes_.begin(), spikes_.end(), [](const ListedSpike& a, const ListedSpike& b) {
      return std::tie(a.tick, a.neuron, a.entry) < std::tie(b.tick, b.neuron, b.entry);
    });
    StepList out;
    out.period_ticks = period_ticks_;
    for (std::size_t k = 0; k < spikes_.size(); ++k) {
      if (k > 0 && spikes_[k].tick == spikes_[k - 1].tick && spikes_[k].neuron == spikes_[k - 1].neuron) {
        fail(place_of_entry(spikes_[k].entry), "two spikes of neuron " + std::to_string(spikes_[k].neuron) + " of " +
                                                   population_.name + " in the step that ends at " +
                                                   number_text((spikes_[k].tick + 1.0) * dt_ms_) + " ms");
      }
      out.ticks_and_neurons.push_back(spikes_[k].tick);
    }
    for (const ListedSpike& spike : spikes_) out.ticks_and_neurons.push_back(spike.neuron);
    return out;
  }

 private:
  std::string place_of_entry(std::size_t entry) const { return is_given(list_) ? table_.place(entry) : key_place(); }
  std::string key_place() const { return place_of(population_, {is_given(list_) ? "file" : "times"}); }

  void read_period() {
    if (list_.repeat_ms == 0) return;
    const std::string what = "repeat of " + population_.name + " is " + number_text(list_.repeat_ms) + " ms";
    const std::string place = place_of(population_, {"repeat"});
    if (!(list_.repeat_ms > 0 && list_.repeat_ms / dt_ms_ <= most_steps)) {
      fail(place, what + "; it lies from one step to 2^32 - 1 steps");
    }
    if (!is_whole_ticks(list_.repeat_ms, dt_ms_)) {
      fail(place, what + ", not a whole number of steps of dt = " + number_text(dt_ms_) + " ms");
    }
    period_ticks_ = static_cast<std::uint32_t>(std::llround(list_.repeat_ms / dt_ms_));
  }

  void add(double time_ms, std::uint32_t neuron, std::size_t entry) {
    const std::string place = place_of_entry(entry);
    const std::string what = "a spike of neuron " + std::to_string(neuron) + " of " + population_.name + " at " +
                             number_text(time_ms) + " ms";
    const double label = std::round(time_ms / dt_ms_);
    if (!(label >= 1)) {
      fail(place, what + " is before the first step ends, at " + number_text(dt_ms_) + " ms");
    }
    if (label > most_steps) fail(place, what + " is later than 2^32 - 1 steps");
    if (period_ticks_ != 0 && label > period_ticks_) {
      fail(place, what + " is later than the repeat of " + number_text(list_.repeat_ms) + " ms");
    }
    spikes_.push_back({static_cast<std::uint32_t>(label - 1), neuron, entry});
  }

  void read_times() {
    if (list_.times_ms.size() != size_) {
      fail(key_place(), "times of " + population_.name + " are " + std::to_string(list_.times_ms.size()) +
                            " lists, one a neuron, and it has " + std::to_string(size_) + " neurons");
    }
    for (std::uint32_t neuron = 0; neuron < size_; ++neuron) {
      for (const double time_ms : list_.times_ms[neuron]) add(time_ms, neuron, 0);
    }
  }

  void read_rows() {
    table_ = given_table(list_, "spikes of " + population_.name);
    if (table_.rows() > 0 && table_.columns != 2) {
      fail(table_.path,
           "has " + std::to_string(table_.columns) + " columns; a list of spikes has two, time_ms and neuron");
    }
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      const double neuron = table_.at(row, 1);
      if (!(neuron >= 0 && neuron < size_ && neuron == std::floor(neuron))) {
        fail(table_.place(row), "neuron is " + number_text(neuron) + "; neurons of " + population_.name +
                                    " are numbered from 0 to " + std::to_string(size_ - 1));
      }
      add(table_.at(row, 0), static_cast<std::uint32_t>(neuron), row);
    }
  }

  const Population& population_;
  const SpikeList& list_;
  std::uint32_t size_;
  double dt_ms_;
  std::uint32_t period_ticks_ = 0;
  std::vector<ListedSpike> spikes_;
  NumberTable table_;  // the file or the array, if it is given so
};

}  // namespace

StepList spikes_by_step(const Population& population, std::uint32_t size, double dt_ms, Warnings& warnings) {
  return Listing(population, size, dt_ms).made(warnings);
}

}  // namespace rheobase

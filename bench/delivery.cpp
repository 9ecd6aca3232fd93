// Delivery of spikes: ns per synaptic event, by storage and number of spikes.
#include <random>

#include "bench.hpp"
#include "kernels/sparse.hpp"
#include "support.hpp"

namespace rheobase::bench {
namespace {

constexpr std::size_t sources = 1024;

struct Spikes {
  explicit Spikes(std::size_t count) : words(sources / 64) {
    std::mt19937 random(1);
    for (std::size_t set = 0; set < count;) {
      const std::size_t s = random() % sources;
      const std::uint64_t bit = std::uint64_t{1} << (s % 64);
      if ((words[s / 64] & bit) != 0) continue;
      words[s / 64] |= bit;
      ++set;
    }
  }
  std::vector<std::uint64_t> words;
};

DeliverTask task_of(Array<std::int32_t>& arrivals, const Spikes& spikes, const void* weights,
                    const std::uint32_t* rows) {
  return {arrivals.data(),
          spikes.words.data(),
          spikes.words.size(),
          weights,
          rows,
          rows == nullptr ? nullptr : rows + 1,
          arrivals.size(),
          0,
          false};
}

void dense(benchmark::State& state, const KernelTable& kernels, Storage storage, std::size_t spikes) {
  constexpr std::size_t targets = 1024;
  Array<std::int32_t> arrivals(targets), weights(sources * targets);  // enough bytes for either
  const Spikes set(spikes);
  const DeliverTask task = task_of(arrivals, set, weights.data(), nullptr);
  const DeliverFn deliver = kernels.deliver[static_cast<unsigned>(storage)];
  for (auto _ : state) {
    deliver(task, 0, targets / 64);
    benchmark::ClobberMemory();
  }
  per_item(state, "ns_per_event", static_cast<double>(spikes * targets));
}

void sparse(benchmark::State& state, const KernelTable& kernels, std::size_t spikes) {
  constexpr std::size_t targets = 10240, row = 1000;
  Array<std::int32_t> arrivals(targets);
  std::mt19937 random(2);
  std::vector<std::uint32_t> entries, rows = {0};
  for (std::size_t s = 0; s < sources; ++s) {
    for (std::size_t k = 0; k < row; ++k) {
      entries.push_back(pack_sparse_i16(static_cast<std::uint32_t>(k * targets / row + random() % 8), 5));
    }
    rows.push_back(static_cast<std::uint32_t>(entries.size()));
  }
  const Spikes set(spikes);
  const DeliverTask task = task_of(arrivals, set, entries.data(), rows.data());
  for (auto _ : state) {
    kernels.deliver[static_cast<unsigned>(Storage::sparse_i16)](task, 0, targets / 64);
    benchmark::ClobberMemory();
  }
  per_item(state, "ns_per_event", static_cast<double>(spikes * row));
}

}  // namespace

void register_delivery(bool quick) {
  const std::vector<std::size_t> counts =
      quick ? std::vector<std::size_t>{8, 64} : std::vector<std::size_t>{1, 8, 64, 256, 1024};
  for (std::size_t spikes : counts) {
    for (Storage storage : {Storage::dense_i16, Storage::dense_i32}) {
      for_each_target(
          std::string("delivery/") + name_of(storage) + "/spikes:" + std::to_string(spikes),
          [=](benchmark::State& state, const KernelTable& kernels) { dense(state, kernels, storage, spikes); });
    }
    for_each_target("delivery/sparse_i16/spikes:" + std::to_string(spikes),
                    [=](benchmark::State& state, const KernelTable& kernels) { sparse(state, kernels, spikes); });
  }
}

}  // namespace rheobase::bench

// Delivery of spikes: ns per synaptic event, by storage and number of spikes; and, as limit/NAME, the
// time in which the machine loads the same rows.
#include <map>
#include <random>
#include <tuple>

#include "bench.hpp"
#include "engine/engine.hpp"
#include "kernels/bits.hpp"
#include "limits.hpp"
#include "support.hpp"

namespace rheobase::bench {
namespace {

using Spikes = std::vector<std::uint64_t>;  // a bit per source

// Several sets to go through in turn: rows of a large matrix then come from where it lies, not from
// where the last iteration left them.
std::vector<Spikes> spike_sets(std::size_t sources, std::size_t count, std::size_t sets) {
  std::mt19937 random(1);
  std::vector<Spikes> out(sets, Spikes((sources + 63) / 64));
  for (Spikes& words : out) {
    for (std::size_t set = 0; set < count;) {
      const std::size_t s = random() % sources;
      const std::uint64_t bit = std::uint64_t{1} << (s % 64);
      if ((words[s / 64] & bit) != 0) continue;
      words[s / 64] |= bit;
      ++set;
    }
  }
  return out;
}

struct Shape {
  std::size_t sources, targets, degree, spikes;
};

// One projection as the engine holds it, through the compiler; compiled once for all targets and repetitions.
const Simulation& projection_of(Shape shape, Storage storage) {
  static std::map<std::tuple<std::size_t, std::size_t, std::size_t, Storage>, Simulation> all;
  const auto key = std::tuple(shape.sources, shape.targets, shape.degree, storage);
  const auto found = all.find(key);
  if (found != all.end()) return found->second;
  Network network;
  network.integrator = Integrator::euler;
  for (const auto& [name, size] : {std::pair{"A", shape.sources}, std::pair{"B", shape.targets}}) {
    Population p;
    p.name = name;
    p.size = static_cast<double>(size);
    network.add(p);
  }
  Projection p;
  p.source = "A";
  p.target = "B";
  p.weight = "0.5*r";
  p.storage = storage;
  if (shape.degree < shape.targets) p.out_degree = static_cast<double>(shape.degree);
  network.connect(p);
  return all.try_emplace(key, network).first->second;
}

void deliver(benchmark::State& state, const KernelTable& kernels, Storage storage, Shape shape) {
  const rheo_engine& engine = *projection_of(shape, storage).engine();
  const std::vector<Spikes> sets = spike_sets(shape.sources, shape.spikes, 64);
  std::size_t turn = 0;
  for (auto _ : state) {
    const Spikes& spikes = sets[turn++ % sets.size()];
    for (std::uint32_t i = 0; i < engine.image.header().projections; ++i) {
      DeliverTask task = engine.projections[i].task;
      task.spikes = spikes.data();
      kernels.deliver[static_cast<unsigned>(storage)](task, 0, task.targets / 64);
    }
    benchmark::ClobberMemory();
  }
  per_item(state, "ns_per_event", static_cast<double>(shape.spikes * shape.degree));
}

// The same rows, loaded and nothing else.
void load(benchmark::State& state, const LimitTable& limits, Shape shape, std::size_t weight_bytes) {
  const std::size_t row_bytes = shape.targets * weight_bytes;
  Array<std::byte> matrix(shape.sources * row_bytes);
  const std::vector<Spikes> sets = spike_sets(shape.sources, shape.spikes, 64);
  std::size_t turn = 0;
  for (auto _ : state) {
    const Spikes& spikes = sets[turn++ % sets.size()];
    for_each_bit(spikes.data(), 0, spikes.size(), [&](std::size_t source) {
      benchmark::DoNotOptimize(limits.load(matrix.data() + source * row_bytes, row_bytes));
    });
  }
  per_item(state, "ns_per_event", static_cast<double>(shape.spikes * shape.targets));
}

std::size_t dense_bytes(Storage storage) {
  return storage == Storage::dense_i8 ? 1 : storage == Storage::dense_i16 ? 2 : storage == Storage::dense_i32 ? 4 : 0;
}

void register_form(const std::string& group, Storage storage, Shape shape) {
  const std::string name = group + "/" + name_of(storage) + "/spikes:" + std::to_string(shape.spikes);
  for_each_target(
      name, [=](benchmark::State& state, const KernelTable& kernels) { deliver(state, kernels, storage, shape); });
  const std::size_t bytes = dense_bytes(storage);
  if (bytes == 0) return;
  for_each_limit("limit/" + name,
                 [=](benchmark::State& state, const LimitTable& limits) { load(state, limits, shape, bytes); });
}

}  // namespace

void register_delivery(bool quick) {
  const std::vector<std::size_t> counts =
      quick ? std::vector<std::size_t>{8, 64} : std::vector<std::size_t>{1, 8, 64, 256, 1024};
  const Storage dense[] = {Storage::dense_i8, Storage::dense_i16, Storage::dense_i32};
  for (std::size_t spikes : counts) {
    for (Storage storage : dense) register_form("delivery", storage, {1024, 1024, 1024, spikes});
    register_form("delivery", Storage::procedural, {1024, 1024, 1024, spikes});
    register_form("delivery", Storage::sparse_i16, {1024, 10240, 1000, spikes});
  }
  // A matrix that lies in L2 (256 KiB to 1 MiB), and one that fits none: 4, 8 and 16 MiB.
  for (Storage storage : dense) {
    register_form("near", storage, {256, 1024, 1024, 64});
    register_form("large", storage, {4096, 1024, 1024, 64});
  }
  // As in a network of 10,000 neurons at 7 Hz, and one of 100,000.
  for (Storage storage : {Storage::sparse_i8, Storage::sparse_i16, Storage::sparse_i32, Storage::procedural}) {
    register_form("thousand_of_10000", storage, {10000, 10000, 1000, 70});
  }
  for (Storage storage : {Storage::sparse_i16, Storage::sparse32_i8, Storage::sparse32_i16, Storage::procedural}) {
    register_form("hundred_of_100000", storage, {100000, 100000, 100, 700});
  }
}

}  // namespace rheobase::bench

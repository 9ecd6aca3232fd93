#include "log/difference.hpp"

#include <cstdio>
#include <cstring>
#include <string>

#include "engine/snapshot_format.hpp"
#include "kernels/bits.hpp"

namespace rheobase {
namespace {

constexpr std::size_t most_named = 5;

template <class T>
T value_at(const std::byte* bytes, std::uint64_t offset) {
  T value;
  std::memcpy(&value, bytes + offset, sizeof value);
  return value;
}

// Nine digits distinguish any two floats.
std::string text_of(float x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", static_cast<double>(x));
  return text;
}

class Comparison {
 public:
  Comparison(const image::View& image, const std::byte* in_log, const std::byte* in_replay)
      : image_(image), log_(in_log), replay_(in_replay), tick_(value_at<SnapshotHeader>(in_log, 0).tick) {}

  SnapshotDifferences run() {
    walk_snapshot(image_, [&](const State& s, std::uint64_t offset) {
      switch (s.kind) {
        case StateKind::ring: compare_ring(offset); break;
        case StateKind::taken: compare_taken(s, offset); break;
        case StateKind::pending:
          for_each_difference(offset, image_.population(s.index).words, [&](std::uint32_t neuron, bool in_log) {
            add({tick_, name_of_population(s.index), neuron, "spike of the next step", in_log ? "set" : "not set",
                 in_log ? "not set" : "set"});
          });
          break;
        case StateKind::waiting:
          compare_counts<std::uint32_t>(s, offset, name_of_projection(s.index), "rows waiting");
          break;
        case StateKind::at_limit:
          compare_counts<std::uint64_t>(s, offset, name_of_population(s.index), "steps at the limit, by 64 neurons");
          break;
        case StateKind::gain:
          compare_counts<std::int32_t>(s, offset, "network", "gain of the projection, less 1, by 2^20");
          break;
        case StateKind::stp_tick:
          compare_counts<std::uint64_t>(s, offset, name_of_projection(s.index), "tick of the source's last row");
          break;
        case StateKind::facilitation:
        case StateKind::depletion:
          compare_counts<std::uint32_t>(
              s, offset, name_of_projection(s.index),
              s.kind == StateKind::depletion ? "bits of the depletion" : "bits of the facilitation");
          break;
        case StateKind::pre_trace:
        case StateKind::pre_second:
          compare_values(s, offset, name_of_projection(s.index), "trace of the source");
          break;
        case StateKind::post_trace:
        case StateKind::post_second:
          compare_values(s, offset, name_of_projection(s.index), "trace of the target");
          break;
        case StateKind::eligibility:
          compare_values(s, offset, name_of_projection(s.index), "eligibility of the synapse");
          break;
        case StateKind::weight:
          if (s.element_bytes == 2) {
            compare_counts<std::int16_t>(s, offset, name_of_projection(s.index), "weight of the synapse, in its unit");
          } else {
            compare_counts<std::int32_t>(s, offset, name_of_projection(s.index), "weight of the synapse, in its unit");
          }
          break;
        case StateKind::frozen:
          compare_counts<std::int32_t>(s, offset, "network", "1 where the projection's learning is off");
          break;
        case StateKind::modulator: compare_values(s, offset, "network", "modulator of the projection"); break;
        case StateKind::reward: compare_values(s, offset, "network", "reward of the projection"); break;
        default: compare_values(s, offset, name_of_population(s.index), name_of(s));
      }
    });
    compare_clocks();
    return std::move(out_);
  }

 private:
  void add(StateDifference difference) {
    ++out_.values;
    if (out_.first_few.size() < most_named) out_.first_few.push_back(std::move(difference));
  }

  static std::string name_of(const State& s) {
    return (s.kind == StateKind::current ? "current of " : "") + std::string(s.name);
  }

  const char* name_of_population(std::uint32_t index) const { return image_.string(image_.population(index).name); }

  std::string name_of_projection(std::uint32_t index) const {
    const image::Projection& p = image_.projection(index);
    const auto is_of_it = [&](std::uint32_t other) {
      return other < image_.header().projections && image_.projection(other).projection == p.projection;
    };
    std::string name = std::string(name_of_population(p.source)) + " -> " + name_of_population(p.target);
    if ((index > 0 && is_of_it(index - 1)) || is_of_it(image_.delay_group_end(index))) {
      name += " after " + std::to_string(p.delay_ticks) + " ticks";  // one of several delays
    }
    return name;
  }

  template <class Visit>
  void for_each_difference(std::uint64_t offset, std::uint32_t words, Visit visit) const {
    for (std::uint32_t w = 0; w < words; ++w) {
      const auto a = value_at<std::uint64_t>(log_, offset + w * 8u),
                 b = value_at<std::uint64_t>(replay_, offset + w * 8u);
      for_each_bit(a ^ b, 0,
                   [&](std::size_t bit) { visit(w * 64 + static_cast<std::uint32_t>(bit), (a >> bit & 1) != 0); });
    }
  }

  void compare_ring(std::uint64_t offset) {
    const image::Header& h = image_.header();
    for (std::uint32_t age = h.ring_ticks; age-- > 0;) {
      for (std::uint32_t i = 0; i < h.populations; ++i) {
        const image::Population& p = image_.population(i);
        const std::uint64_t at = offset + (std::uint64_t{age} * h.words + p.first_word) * 8;
        for_each_difference(at, p.words, [&](std::uint32_t neuron, bool in_log) {
          add({tick_ - age, name_of_population(i), neuron, "spike", in_log ? "fired" : "silent",
               in_log ? "silent" : "fired"});
        });
      }
    }
  }

  void compare_taken(const State& s, std::uint64_t offset) {
    const std::uint32_t words = image_.population(image_.projection(s.index).source).words;
    for (std::uint64_t age = s.count / words; age-- > 0;) {
      for_each_difference(offset + age * words * 8, words, [&](std::uint32_t source, bool in_log) {
        add({tick_ - age, name_of_projection(s.index), source, "row", in_log ? "delivered" : "not delivered",
             in_log ? "not delivered" : "delivered"});
      });
    }
  }

  template <class Count>
  void compare_counts(const State& s, std::uint64_t offset, const std::string& place, const char* field) {
    for (std::uint32_t k = 0; k < s.count; ++k) {
      const auto a = value_at<Count>(log_, offset + k * sizeof(Count)),
                 b = value_at<Count>(replay_, offset + k * sizeof(Count));
      if (a != b) add({tick_, place, k, field, std::to_string(a), std::to_string(b)});
    }
  }

  void compare_values(const State& s, std::uint64_t offset, const std::string& place, const std::string& field) {
    for (std::uint32_t k = 0; k < s.count; ++k) {
      const auto a = value_at<float>(log_, offset + k * 4u), b = value_at<float>(replay_, offset + k * 4u);
      if (std::memcmp(&a, &b, sizeof a) == 0) continue;
      add({tick_, place, k, field, text_of(a), text_of(b)});
    }
  }

  // Seed, noise and stimulus clocks, position in the backlog: of a population or of the network.
  void compare_clocks() {
    const auto compare = [&](const std::string& place, const char* field, std::uint64_t a, std::uint64_t b) {
      if (a != b) add({tick_, place, 0, field, std::to_string(a), std::to_string(b)});
    };
    const auto a = value_at<SnapshotHeader>(log_, 0), b = value_at<SnapshotHeader>(replay_, 0);
    compare("network", "noise seed", a.noise_seed, b.noise_seed);
    compare("network", "spike hash", a.spike_hash, b.spike_hash);
    compare("network", "spikes counted", a.spikes, b.spikes);
    compare("network", "events counted", a.events, b.events);
    compare("network", "events lost", a.events_lost, b.events_lost);
    compare("network", "next delay group", a.next_delay_group, b.next_delay_group);
    compare("network", "next source", a.next_source, b.next_source);
    for (std::uint32_t i = 0; i < image_.header().populations; ++i) {
      const std::uint64_t at = sizeof(SnapshotHeader) + std::uint64_t{i} * sizeof(SnapshotClocks);
      const auto p = value_at<SnapshotClocks>(log_, at), q = value_at<SnapshotClocks>(replay_, at);
      compare(name_of_population(i), "noise tick", p.noise_tick, q.noise_tick);
      compare(name_of_population(i), "noise phase", p.noise_phase, q.noise_phase);
      compare(name_of_population(i), "stimulus index", p.stimulus_index, q.stimulus_index);
      compare(name_of_population(i), "stimulus phase", p.stimulus_phase, q.stimulus_phase);
    }
  }

  const image::View& image_;
  const std::byte *log_, *replay_;
  std::uint64_t tick_;
  SnapshotDifferences out_;
};

}  // namespace

SnapshotDifferences compare_snapshots(const image::View& image, const std::byte* in_log, const std::byte* in_replay) {
  return Comparison(image, in_log, in_replay).run();
}

}  // namespace rheobase

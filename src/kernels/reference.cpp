// The kernels in plain C++: what every SIMD target must equal bit for bit, and what runs where
// there is no SIMD. Written to be read beside the vector form (neurons-inl.h, deliver-inl.h).
#include "kernels/strict_math.hpp"

#include <cstring>

#include "kernels/chosen.hpp"
#include "kernels/gaussian.hpp"
#include "kernels/kernels.hpp"
#include "kernels/riccati.hpp"
#include "kernels/sparse.hpp"

namespace rheobase {
namespace {

constexpr std::size_t block_neurons = image::block_neurons;

void noise_block(PhiloxKey key, std::uint32_t stream, std::uint64_t tick, std::size_t block, float* out) {
  for (std::uint32_t lane = 0; lane < 16; ++lane) {
    const auto index = static_cast<std::uint32_t>(block * 16 + lane);
    const PhiloxBlock words = philox(draw_counter(Draw::noise, stream, tick, index), key);
    for (std::uint32_t w = 0; w < 4; ++w) out[w * 16 + lane] = gaussian_from_bits(words.word[w]);
  }
}

float flush_tiny(float x) { return x > -tiny && x < tiny ? 0.0f : x; }

// The input current of each neuron of block b, in the order the contract fixes: constant, stimulus, injected,
// channels in order, noise.
// `cleared`, if wanted, gets the part of it that a spike of the neuron would take away.
void fill_current(const NeuronTask& task, std::size_t b, float* current, float* cleared = nullptr) {
  const std::size_t first = b * block_neurons;
  const float* constant = task.planes[image::plane_current].block(b);
  for (std::size_t i = 0; i < block_neurons; ++i) current[i] = (task.has_current ? constant[i] : 0.0f) + task.stimulus;
  for (std::size_t i = 0; cleared != nullptr && i < block_neurons; ++i) cleared[i] = 0.0f;
  if (task.input != nullptr) {
    for (std::size_t i = 0; i < block_neurons; ++i) current[i] += task.input[first + i];
  }
  for (std::uint32_t c = 0; c < task.channel_count; ++c) {
    const ChannelView& channel = task.channels[c];
    for (std::size_t i = 0; i < block_neurons; ++i) {
      float x = static_cast<float>(channel.arrivals[first + i]);
      if (channel.last != nullptr) {
        x += static_cast<float>(channel.last[first + i]);
        channel.last[first + i] = channel.arrivals[first + i];
      }
      x *= channel.scale;
      if (channel.drain) channel.arrivals[first + i] = 0;
      if (channel.current != nullptr) {
        const bool spiked = channel.clear_on_spike && ((task.previous[b] >> i) & 1) != 0;
        // On the grid, what arrives with the spike is lost; interpolating, half of it came after.
        const float before = spiked && channel.last != nullptr ? 0.0f : channel.current[first + i];
        x = flush_tiny(channel.keep * before + x);
        if (spiked && channel.last == nullptr) x = 0.0f;
        channel.current[first + i] = x;
        if (channel.clear_on_spike && cleared != nullptr) cleared[i] += channel.subtract ? -x : x;
      }
      current[i] = channel.subtract ? current[i] - x : current[i] + x;
    }
  }
  if (task.has_noise) {
    float noise[block_neurons];
    noise_block(task.noise_key, task.noise_stream, task.noise_tick, b, noise);
    const float* sd = task.planes[image::plane_noise].block(b);
    for (std::size_t i = 0; i < block_neurons; ++i) current[i] += sd[i] * noise[i];
  }
}

struct Neuron {
  float v, u;
};

// dv/dt = 0.04 v^2 + 5 v + 140 - u + I, Horner form; drive = 140 - u + I.
float slope(float v, float drive) { return (0.04f * v + 5.0f) * v + drive; }

float cut_v(float v) { return v < -v_limit ? -v_limit : v > v_limit ? v_limit : v; }

struct Euler {
  static Neuron step(const NeuronTask& task, Neuron x, float current, float a_dt, float b) {
    const float drive = (140.0f - x.u) + current;
    const float v = x.v + task.dt * slope(x.v, drive);
    const float u = x.u + a_dt * (b * x.v - x.u);
    return {cut_v(v), flush_tiny(u)};
  }
};

// The published loop: two half steps of v with u frozen, then u with the v just computed.
struct Izhikevich2003 {
  static Neuron step(const NeuronTask& task, Neuron x, float current, float a_dt, float b) {
    const float drive = (140.0f - x.u) + current;
    float v = x.v + task.half_dt * slope(x.v, drive);
    v = v + task.half_dt * slope(v, drive);
    v = cut_v(v);
    const float u = x.u + a_dt * (b * v - x.u);
    return {v, flush_tiny(u)};
  }
};

// The slopes of v and (times dt) of u.
struct Slopes {
  float v, u_dt;
};
Slopes slopes(Neuron x, float current, float a_dt, float b) {
  return {slope(x.v, (140.0f - x.u) + current), a_dt * (b * x.v - x.u)};
}

// Stages are cut as v is: at the limit a fourth power would overflow.
Neuron stage(Neuron x, float v_dt, Slopes k, float share) { return {cut_v(x.v + v_dt * k.v), x.u + share * k.u_dt}; }

// The explicit midpoint rule.
struct Rk2 {
  static Neuron step(const NeuronTask& task, Neuron x, float current, float a_dt, float b) {
    const Slopes k1 = slopes(x, current, a_dt, b);
    const Slopes k2 = slopes(stage(x, task.half_dt, k1, 0.5f), current, a_dt, b);
    return {cut_v(x.v + task.dt * k2.v), flush_tiny(x.u + k2.u_dt)};
  }
};

// The classical rule of order four.
struct Rk4 {
  static Neuron step(const NeuronTask& task, Neuron x, float current, float a_dt, float b) {
    const Slopes k1 = slopes(x, current, a_dt, b);
    const Slopes k2 = slopes(stage(x, task.half_dt, k1, 0.5f), current, a_dt, b);
    const Slopes k3 = slopes(stage(x, task.half_dt, k2, 0.5f), current, a_dt, b);
    const Slopes k4 = slopes(stage(x, task.dt, k3, 1.0f), current, a_dt, b);
    const float v = (k1.v + k4.v) + 2.0f * (k2.v + k3.v);
    const float u = (k1.u_dt + k4.u_dt) + 2.0f * (k2.u_dt + k3.u_dt);
    return {cut_v(x.v + task.sixth_dt * v), flush_tiny(x.u + sixth * u)};
  }
};

template <class Scheme>
void integrate(const NeuronTask& task, std::size_t first_block, std::size_t end_block) {
  for (std::size_t block = first_block; block < end_block; ++block) {
    float current[block_neurons];
    fill_current(task, block, current);
    const float* a = task.planes[image::plane_a].block(block);
    const float* b = task.planes[image::plane_b].block(block);
    const float* c = task.planes[image::plane_c].block(block);
    const float* d = task.planes[image::plane_d].block(block);
    float* v = task.v + block * block_neurons;
    float* u = task.u + block * block_neurons;
    const std::uint64_t blocked = task.blocked != nullptr ? task.blocked[block] : 0;
    std::uint64_t fired = 0;
    for (std::size_t i = 0; i < block_neurons; ++i) {
      Neuron x = Scheme::step(task, {v[i], u[i]}, current[i], a[i], b[i]);
      if (x.v >= task.threshold && ((blocked >> i) & 1) == 0) {
        fired |= std::uint64_t{1} << i;
        x.v = c[i];
        x.u = x.u + d[i];
      }
      v[i] = x.v;
      u[i] = x.u;
    }
    task.fired[block] = fired;
  }
}

void integrate_riccati(const NeuronTask& task, std::size_t first_block, std::size_t end_block) {
  RiccatiStep p;
  std::memcpy(&p, task.planes[image::plane_extra1].data, sizeof p);
  for (std::size_t block = first_block; block < end_block; ++block) {
    float current[block_neurons], cleared[block_neurons];
    fill_current(task, block, current, cleared);
    const std::uint64_t blocked = task.blocked != nullptr ? task.blocked[block] : 0;
    std::uint64_t fired = 0;
    for (std::size_t i = 0; i < block_neurons; ++i) {
      const auto plane = [&](image::PlaneIndex index) { return task.planes[index].block(block)[i]; };
      const RiccatiNeuron n = {plane(image::plane_a), plane(image::plane_b), plane(image::plane_c),
                               plane(image::plane_d), plane(image::plane_extra0)};
      const std::size_t at = block * block_neurons + i;
      const RiccatiResult x =
          riccati_step(p, n, task.v[at], task.u[at], current[i], cleared[i], ((blocked >> i) & 1) != 0);
      task.v[at] = x.v;
      task.u[at] = x.u;
      if (task.spike_age != nullptr) {
        // Rounding may put a crossing just outside its step.
        task.spike_age[at] = (x.rest < 0.0f ? 0.0f : x.rest > 1.0f ? 1.0f : x.rest) * p.dt;
      }
      if (x.fired) fired |= std::uint64_t{1} << i;
    }
    task.fired[block] = fired;
  }
}

// Sums wrap modulo 2^32: only the tick's total has to fit, and compile has proved that it does.
void accumulate(std::int32_t& arrival, std::int32_t weight, const DeliverTask& task) {
  const std::uint32_t amount = static_cast<std::uint32_t>(weight) << task.shift;
  const std::uint32_t sum = static_cast<std::uint32_t>(arrival) + (task.negative ? 0u - amount : amount);
  arrival = static_cast<std::int32_t>(sum);
}

// Calls row(source) for every set bit, ascending.
template <class Row>
void for_each_spike(const DeliverTask& task, Row row) {
  for (std::size_t w = 0; w < task.words; ++w) {
    for (std::uint64_t bits = task.spikes[w]; bits != 0; bits &= bits - 1) {
      row(w * 64 + static_cast<std::size_t>(__builtin_ctzll(bits)));
    }
  }
}

template <class Weight>
void deliver_dense(const DeliverTask& task, std::size_t first_block, std::size_t end_block) {
  const auto* weights = static_cast<const Weight*>(task.weights);
  for_each_spike(task, [&](std::size_t source) {
    const Weight* row = weights + source * task.targets;
    for (std::size_t t = first_block * block_neurons; t < end_block * block_neurons; ++t) {
      accumulate(task.arrivals[t], row[t], task);
    }
  });
}

template <class Target, class Weight>
void deliver_entries(const DeliverTask& task, std::size_t, std::size_t) {
  const auto* entries = static_cast<const SparseEntry<Target, Weight>*>(task.weights);
  for_each_spike(task, [&](std::size_t source) {
    for (std::uint32_t k = task.row_begin[source]; k < task.row_end[source]; ++k) {
      accumulate(task.arrivals[entries[k].target()], entries[k].weight(), task);
    }
  });
}

template <class Target, class Weight>
void deliver_split(const DeliverTask& task, std::size_t, std::size_t) {
  const auto* targets = static_cast<const Target*>(task.weights);
  const auto* values = static_cast<const Weight*>(task.values);
  for_each_spike(task, [&](std::size_t source) {
    for (std::uint32_t k = task.row_begin[source]; k < task.row_end[source]; ++k) {
      accumulate(task.arrivals[targets[k]], values[k], task);
    }
  });
}

// 16 counters give the 64 words of a block of a row (philox.hpp): word w of counter c is that of
// index w * 16 + c. Calls each(index in the row, word of it).
template <class Each>
void for_each_word(const Procedural& p, Draw what, std::uint32_t source, std::uint32_t block, Each each) {
  for (std::uint32_t c = 0; c < 16; ++c) {
    const PhiloxBlock words = philox(draw_counter(what, p.stream, source, block * 16 + c), p.key);
    for (std::uint32_t w = 0; w < 4; ++w) each(block * 64 + w * 16 + c, words.word[w]);
  }
}

void add_drawn_row(const DeliverTask& task, std::uint32_t source, std::uint32_t block) {
  const Procedural& p = task.procedural;
  std::uint64_t exists = ~std::uint64_t{0};
  if (p.pattern == Pattern::some) {
    exists = 0;
    for_each_word(p, Draw::synapse_exists, source, block, [&](std::uint32_t target, std::uint32_t word) {
      if (word < p.yes) exists |= std::uint64_t{1} << (target % 64);
    });
  }
  for_each_word(p, Draw::synapse_r, source, block, [&](std::uint32_t target, std::uint32_t word) {
    if (target >= p.targets || ((exists >> (target % 64)) & 1) == 0 || (p.skip_self && target == source)) return;
    accumulate(task.arrivals[target], weight_of(p.weight, word), task);
  });
}

void deliver_procedural(const DeliverTask& task, std::size_t first_block, std::size_t end_block) {
  const Procedural& p = task.procedural;
  const auto add = [&](std::uint32_t target, std::uint32_t word) {
    if (target / block_neurons < first_block || target / block_neurons >= end_block) return;
    accumulate(task.arrivals[target], weight_of(p.weight, word), task);
  };
  for_each_spike(task, [&](std::size_t spike) {
    const auto source = static_cast<std::uint32_t>(spike);
    if (p.pattern == Pattern::one_to_one) {
      add(source, draw(p.key, Draw::synapse_r, p.stream, source, 0));
    } else if (p.pattern == Pattern::out_degree) {
      const std::uint32_t start = circle_start(p, source);
      for (std::uint32_t k = 0; k < p.degree; ++k) {
        const DegreeWords words = degree_words(p, source, k);
        add(degree_target(p, source, start, k, words.target), words.r);
      }
    } else {
      for (std::size_t block = first_block; block < end_block; ++block) {
        add_drawn_row(task, source, static_cast<std::uint32_t>(block));
      }
    }
  });
}

struct Deliver {
  template <class Weight>
  static constexpr DeliverFn dense() {
    return deliver_dense<Weight>;
  }
  template <class Target, class Weight>
  static constexpr DeliverFn entries() {
    return deliver_entries<Target, Weight>;
  }
  template <class Target, class Weight>
  static constexpr DeliverFn split() {
    return deliver_split<Target, Weight>;
  }
  static constexpr DeliverFn procedural() { return deliver_procedural; }
};

}  // namespace

const KernelTable reference_kernels = {
    "scalar",
    [] { return std::uint32_t{1}; },
    {chosen(Integrator::euler, integrate<Euler>), chosen(Integrator::izhikevich2003, integrate<Izhikevich2003>),
     chosen(Integrator::riccati, integrate_riccati), chosen(Integrator::rk2, integrate<Rk2>),
     chosen(Integrator::rk4, integrate<Rk4>)},
    deliver_table<Deliver>(),
    noise_block,
};

}  // namespace rheobase

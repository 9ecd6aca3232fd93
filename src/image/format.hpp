// The image, format version 2: what compile writes and the engine reads in place.
//
// Little-endian. Every section starts on a 64-byte boundary; offsets between sections are counted
// in units of 64 bytes from the start of the image (so 32 bits reach 256 GiB). No pointers.
// docs/image-format.md is this file in prose; change both together with RHEO_IMAGE_VERSION.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rheobase::image {

constexpr std::uint32_t magic = 0x4F454852u;  // "RHEO" read as bytes
constexpr std::uint16_t version = 2;
constexpr std::size_t unit = 64;           // bytes per offset unit
constexpr std::size_t block_neurons = 64;  // neurons per spike word, and per block of a plane

// Arrays with a value for each neuron are padded to this many: the lanes of the widest vector.
constexpr std::size_t padding_neurons = 16;
constexpr std::uint64_t padded(std::uint64_t neurons) {
  return (neurons + padding_neurons - 1) / padding_neurons * padding_neurons;
}

// Values of one parameter for a population, as blocks of 64 floats, the last padded to a multiple of 16. `stride` is 64
// where each neuron has its own value and 0 where one block of equal values, the first, serves the whole population.
struct Plane {
  std::uint32_t offset;  // units
  std::uint32_t stride;  // floats from one block to the next: 0 or 64
};

// Planes of every population. Those of its model follow: models/NAME.hpp.
enum CommonPlane : std::uint32_t {
  plane_current,  // constant input
  plane_noise,    // standard deviation of the noise current
  plane_v0,
  common_planes
};

enum PopulationFlag : std::uint32_t {
  has_input = 1,  // takes injected currents
  has_noise = 2,
  has_current = 4,  // plane_current is not all zero
  stimulus_repeats = 8,
  keeps_spike_age = 16,            // room for when within the step each neuron fired (riccati)
  refractory_within_step = 32,     // the period begins at the crossing, and ends within a step too (riccati)
  refractory_holds_u = 64,         // with v
  stimulus_from_expression = 128,  // its values end where the duration does; the expression goes on
  noise_uniform = 256,             // NoiseKind; neither: gaussian
  noise_ou = 512,
  stimulus_of_each = 1024,  // each neuron has its own: a row of padded(size) values at a time
};

struct Population {
  std::uint32_t name;               // offset in the strings section, bytes
  std::uint32_t type;               // likewise: "excitatory", "inhibitory", ""
  std::uint32_t size;               // neurons
  std::uint32_t first_word, words;  // its place in a tick's bitset: (size + 63) / 64 words
  std::uint32_t integrator;         // rheobase::Integrator
  std::uint32_t flags;              // PopulationFlag
  std::uint32_t refractory_ticks;   // fired at t: held until t + this; 0: no refractory period
  std::uint32_t noise_ticks;        // ticks that one noise value holds, >= 1
  std::uint32_t first_channel, channels;
  float threshold;
  float dt;                      // ms, the integration step: a tick's, over `substeps`
  std::uint32_t stimulus;        // units; floats, one (stimulus_of_each: a row) per stimulus_ticks
  std::uint32_t stimulus_count;  // 0: none
  std::uint32_t stimulus_ticks;  // ticks that one value holds, >= 1
  std::uint32_t model;           // its place in models/list.hpp
  std::uint32_t planes;          // units; a Plane for each of the common planes and each of the model's
  std::uint32_t plane_count;
  // Of the model spikes: by tick, then by neuron, u32 ticks and behind them as many u32 neurons.
  std::uint32_t spike_list;  // units
  std::uint32_t spike_count;
  std::uint32_t spike_period;  // ticks after which it restarts; 0: never
  std::uint32_t substeps;      // integration steps in a tick, >= 1
  // Of noise_ou: noise <- noise - noise_decay * noise + noise_gain * (sd * a normal value). The first is sd * a normal
  // value.
  float noise_decay, noise_gain;
  std::uint32_t reserved[7];
};
static_assert(sizeof(Population) == 128);

enum ChannelFlag : std::uint32_t {
  clear_on_spike = 1,
  subtract = 2,
  interpolates = 8,   // half of what arrives counts a tick later: see Channel::interpolate in model.hpp
  keeps_current = 4,  // decay, hold, rise, nmda: a float state; without it the arrivals are the current
  conducts = 16,      // the current is a conductance, towards `reversal`
  keeps_rise = 32,    // a second state: what the current rises from
};

struct Channel {
  std::uint32_t name;
  std::uint32_t population;
  std::uint32_t kind;               // rheobase::Channel::Kind
  std::uint32_t flags;              // ChannelFlag
  std::uint32_t pulse_ticks;        // pulse: length; 1 for the others
  std::int32_t exponent;            // one arrival unit is 2^-exponent
  float scale;                      // the current of one arrival unit: 2^-exponent; decay: times its method's gain
  float keep;                       // current <- keep * current + scale * arrivals
  std::uint32_t headroom_permille;  // 2^31 / largest possible sum, times 1000, cut to 2^32 - 1
  float largest_sum;
  float reversal;  // mV
  // keeps_rise: rise <- keep_rise * (rise + scale * arrivals), current <- keep * current + rise_to_current * rise; the
  // mean over a step is mean_current * current + mean_rise * rise
  float keep_rise, rise_to_current, mean_current, mean_rise;
  std::uint32_t reserved[1];
};
static_assert(sizeof(Channel) == 64);

constexpr unsigned decay_bits = 36;  // of the longest time constant over the shortest step

// Short-term plasticity of a projection: see engine/short_term.cpp.
struct ShortTerm {
  std::uint32_t form;  // rheobase::ShortTermForm
  float U;
  // exp(-2^k dt / tau): the product of those of the bits of n is the decay over n ticks. 0: from there on nothing is
  // left.
  float keep_depletion[decay_bits], keep_facilitation[decay_bits];
};
static_assert(sizeof(ShortTerm) == 296);

constexpr unsigned dependence_steps = 64;

// A learning rule of a projection: see engine/learning.cpp. Its weights lie in the arena; `values` of its records are
// where they start.
struct Plasticity {
  std::uint32_t rule;         // its place in plasticity/list.hpp
  std::uint32_t same_time;    // rheobase::SameTime
  std::uint32_t nearest;      // 1: a spike sets its trace to 1; 0: it adds 1
  std::int32_t w_min, w_max;  // stored units, 0 <= w_min <= w_max
  // Of the step by which a weight grows, and shrinks: times (distance to the bound)^mu, in the weights' units.
  std::uint32_t dependence[2];  // 0: mu = 0; 1: mu = 1; 2: the power's values at equal distances, linear between
  std::uint32_t sweep_ticks;    // from one sweep of a synapse to the next; 0: none
  std::uint32_t modulator;      // the population whose spikes release it; UINT32_MAX: none
  float modulator_per_spike;
  float decay_pre[2], decay_post[2];  // the share that traces lose in a tick; 0: there is none
  float decay_eligibility;            // in sweep_ticks
  float decay_modulator;              // in a tick
  float sweep_per_modulator, sweep_constant;
  float parameters[4];
  float power[2][dependence_steps + 1];
  float distance[2];  // of one stored unit: in the weights' units where mu = 1, in steps of the table
};
static_assert(sizeof(Plasticity) == 616);

constexpr unsigned gain_bits = 20;  // of a gain, behind the point

// A projection of the description is one record, or several that follow each other: one for each delay, delays
// ascending, and of these one for each window of targets, ascending too. Records of one projection and delay are a
// delay group (view.hpp).
struct Projection {
  std::uint32_t source, target;  // populations
  std::uint32_t channel;         // index in the channel table
  std::uint32_t storage;         // rheobase::Storage
  std::uint32_t delay_ticks;     // >= 1
  std::uint32_t shift;           // arrivals += weight << shift
  std::uint32_t weights;         // units; dense: a row of padded(targets) per source; sparse: entries or targets
  std::uint32_t rows;  // units; source size + 1 sums (u32, modulo 2^32) of the synapses of the sources before:
                       // of sparse forms the entries' indices. 0: each source has longest_row
  std::uint64_t synapses;
  std::uint64_t weight_bytes;
  float weight_min, weight_max;
  float resolution, largest_error;
  std::uint32_t longest_row;   // most synapses of one source
  std::uint32_t first_target;  // entries count from this target, a multiple of 64 (sparse windows)
  std::uint32_t values;        // units; sparse_i8 and sparse32: weights, beside the targets at `weights`
  // procedural (kernels/procedural.hpp):
  std::uint32_t pattern;  // rheobase::Pattern
  std::uint32_t skip_self;
  std::uint32_t stream;  // of random numbers
  std::uint32_t yes;
  std::uint32_t degree;
  std::int32_t weight_base;
  std::uint32_t weight_slope, weight_flip;
  std::uint32_t projection;  // of the description, from 0
  std::uint32_t short_term;  // units; a ShortTerm. 0: none
  std::uint32_t max_gain;    // in units of 2^-gain_bits; 0: its gain is 1 for good
  std::uint32_t plasticity;  // units; a Plasticity. 0: fixed weights
  std::uint32_t columns;     // units; of plastic records, the projection's: for each target the sum of synapses before
                             // (one more than targets), then by target, ascending, the number of each synapse in the
                             // projection, then of each the place of its trace: delay group * sources + source
};
static_assert(sizeof(Projection) == 128);

struct Header {
  std::uint32_t magic;
  std::uint16_t version;
  std::uint16_t header_bytes;
  std::uint64_t checksum;     // checksum.hpp, over everything with this field as 0
  std::uint64_t image_bytes;  // a multiple of 64
  std::uint64_t seed;
  double dt_ms;
  double duration_ms;
  std::uint32_t neurons;
  std::uint32_t words;                                              // spike words per tick, all populations
  std::uint32_t ring_ticks;                                         // bitsets the engine keeps
  std::uint32_t populations, channels, projections;                 // counts
  std::uint32_t population_table, channel_table, projection_table;  // units
  std::uint32_t strings, strings_bytes;                             // units, bytes
  std::uint32_t name;
  std::uint32_t event_budget[2];  // most events delivered in one step, low and high half; 0: all that fall due
  std::uint32_t sections;  // units; where each section starts (units, ascending): each ends where the next starts
  std::uint32_t section_count;
  std::uint32_t reserved[4];
};
static_assert(sizeof(Header) == 128);

}  // namespace rheobase::image

// Describe: a spiking network as its user states it. Host side: allocates and throws.
//
// A Network is plain data. Build it in C++ (this header) or read it from a model file
// (load_model), then hand it to compile() (compiler.hpp), which turns it into an image for the
// engine. Times are in milliseconds, potentials in millivolts, currents in the units of the
// model of the neurons (mV/ms; pA for the nine-parameter form), weights in the same units as currents.
//
// Source of the model: Izhikevich, E. M. (2003) Simple model of spiking neurons,
// IEEE Trans. Neural Networks 14:1569.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "rheobase/model_enums.hpp"

namespace rheobase {

// Thrown by the host half for anything wrong in what the user gave. what() is one line that names
// the place ("models/paper.toml:12: …") and what is wrong.
struct ModelError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Where the keys of a table were written, for messages: "m.toml:12", "--set dt=1ms". Empty for what is built in C++.
using Places = std::map<std::string, std::string>;

// A number or an expression, with the place it was written at (for messages).
//
// Expressions are muParser's (+ - * / ^, comparisons, ?:, sin, exp, …; _pi) over the model's
// parameters (n, p, weight_scale, …) and
//   in a population: r, r2, r3 (uniform on [0,1), one draw per neuron, shared by all expressions of
//                    the population), z (standard normal, likewise), i (index in the population),
//                    size (neurons in the population); in v0 and u0 also the model's parameters (a, b, c, d); in u0
//                    also v (= v0)
//   in a projection's weight and delay: r, r2, r3, z (one draw per synapse, shared by both), i (source), j (target
//                    index)
// In a population also an array, a number for each neuron.
struct Value {
  std::string text;
  std::string where;
  std::shared_ptr<const std::vector<double>> of_each;  // the array; null: the text

  Value() : text("0") {}
  Value(double number);                                      // NOLINT: a number is a value
  Value(int number) : Value(static_cast<double>(number)) {}  // NOLINT
  Value(const char* expression) : text(expression) {}        // NOLINT
  Value(std::string expression, std::string place = {})      // NOLINT
      : text(std::move(expression)), where(std::move(place)) {}
  explicit Value(std::vector<double> array)
      : text("@"), of_each(std::make_shared<const std::vector<double>>(std::move(array))) {}
};

// A table of numbers, row by row.
struct Array {
  std::size_t columns = 1;
  std::vector<double> values;
};

const char* name_of(Integrator integrator);
const char* name_of(Storage storage);
const char* name_of(ShortTermForm form);
const char* name_of(SameTime same_time);
Integrator integrator_named(const std::string& name, const std::string& where = {});  // throws ModelError
Storage storage_named(const std::string& name, const std::string& where = {});        // throws ModelError

// A clock of zero ms ticks once per step, whatever dt is ("step" in a model file).
constexpr double every_step = 0.0;

// How a decaying current is stepped. w is the weight; the current of step n after the arrival, n = 0, 1, ..., is
enum class DecayMethod : std::uint8_t {
  exact,    // w (tau/dt) (1 - exp(-dt/tau)) exp(-n dt/tau), the mean of w exp(-t/tau) over the step: charge w tau
  sampled,  // w exp(-n dt/tau), its value at the step's beginning: charge w dt / (1 - exp(-dt/tau))
  euler,    // w (1 - dt/tau)^n: charge w tau; dt <= tau
};

// What a target does with what arrives. The membrane takes the sum as a current I; with a reversal potential as a
// conductance g, whose current is g (reversal - v); of the kind jump, as a change of v in mV.
struct Channel {
  using Kind = ChannelKind;
  std::string name = "syn";
  Kind kind = Kind::pulse;
  double width_ms = every_step;             // pulse
  double tau_ms = 5.0;                      // decay, rise, nmda
  double tau_rise_ms = 0;                   // rise, equal to tau_ms: an alpha function; nmda, where 0 is none
  std::optional<double> reversal_mv;        // of a conductance: in 1/ms, in nS with the nine parameters; nmda has one
  DecayMethod method = DecayMethod::exact;  // decay
  bool clear_on_spike = false;              // set to 0 by the neuron's own spike, with what arrives at that instant
  bool subtract = false;                    // enters the membrane equation with a minus sign
  // A spike happens somewhere within its step, on average in the middle, but the grid delivers from
  // the step's beginning on: half a step early. With interpolate, half of what arrives counts one
  // step later, so that the mean delay is delay_ms at every dt. Costs 4 bytes a neuron.
  bool interpolate = false;
  std::string where;
  Places places;
};

// An input current known before the run: held for hold_ms at a time, value k from k hold_ms on. From an expression of t
// (ms, the start of the interval), or a table: a row for each interval, of one value that all neurons of the population
// share, or of one for each of them. A file is .npy (float32 or float64) or .csv (an optional header).
struct Stimulus {
  Value current = "";                      // expression of t and the parameters; empty: a table
  std::string file;                        // of the table: a path; in a model file, relative to it
  std::vector<std::vector<double>> table;  // in place of the file
  double hold_ms = 1.0;
  bool repeat = false;  // after its end (an expression's is the network's duration_ms): from the start; or 0
  std::string where;
  Places places;
};

// When the neurons of a population of the model "spikes" fire: a list of times for each neuron, or a file of two
// columns, time_ms and neuron, in any order: .csv or .npy. A spike at time t is one of the step whose spikes bear the
// label t, the nearest if t is no multiple of dt; the first step's label is dt.
struct SpikeList {
  std::vector<std::vector<double>> times_ms;
  std::string file;            // a path; in a model file, relative to it
  std::optional<Array> table;  // in place of the file: its two columns
  double repeat_ms = 0;  // after which all of it comes again, over and over: no time is later; 0: it is played once
};

// What stays at its value after the reset for the refractory period: Brian's `(unless refractory)` on both equations,
// or on that of v alone.
enum class RefractoryHolds : std::uint8_t { v_and_u, v };

struct Population {
  std::string name;
  std::string type;  // "excitatory", "inhibitory" or empty; statistics only
  Value size;        // neurons, 1 … 2^24
  // Neurons: "izhikevich" (the model of 2003), "quadratic", "lif" or "integrator". Sources of spikes, which have no
  // membrane and no channels: "poisson" (its rate in Hz is a parameter; stimulus and input add to it), "spikes" (of a
  // list), "external" (rheo_set_spikes). docs/model-files.md has their equations, parameters and units.
  std::string model = "izhikevich";
  std::optional<Integrator> integrator;  // none: the network's
  int substeps = 1;  // integration steps in a tick of dt, 1 … 100; input, delays and the other clocks go by dt
  // Parameters of every model but izhikevich, by the keys that a model file has for them.
  std::map<std::string, Value> parameters;
  // Of izhikevich alone:
  Value a = 0.02, b = 0.2, c = -65.0, d = 8.0;
  Value v0 = -65.0, u0 = "b*v";
  Value current = 0.0;                    // constant input
  Value noise = 0.0;                      // standard deviation of a random input current
  double noise_interval_ms = every_step;  // gaussian, uniform: how long each draw holds
  NoiseKind noise_kind = NoiseKind::gaussian;
  double noise_tau_ms = 0.0;  // ou: its correlation falls by e in this time
  double threshold_mv = 30.0;
  double refractory_ms = 0.0;  // from a spike on v stays at c for this time, channels go on
  RefractoryHolds refractory_holds = RefractoryHolds::v_and_u;
  bool input = false;  // the program may set an input current per neuron
  std::optional<Stimulus> stimulus;
  std::optional<SpikeList> spikes;  // of the model spikes alone
  bool spike_times = false;         // keep when within its step each spike fell (riccati only): 4 bytes a neuron
  std::vector<Channel> channels = {Channel{}};
  std::string where;
  Places places;
};

// Short-term plasticity (Tsodyks and Markram). At each spike of a source that arrives, u <- u + U (1 - u); its synapses
// pass on weight * u * x; x <- x - u x. Between spikes x recovers to 1, and u decays to 0 or U.
struct ShortTermPlasticity {
  ShortTermForm form = ShortTermForm::tsodyks;
  double U = 0.5;           // 0, or 1e-6 … 1
  double tau_rec_ms = 800;  // 1e-3 … 1e6
  double tau_facil_ms = 0;  // 0: none. 1e-3 … 1e6
  std::string where;
  Places places;
};

// A learning rule (docs/learning.md): how spikes change the weights of a projection, which are then of w_min … w_max.
struct Plasticity {
  // "stdp", "triplet", "vogels", "dopamine", "izhikevich2006", "scaling"; "stdp_nearest" and "izhikevich2007" are stdp
  // and dopamine that pair with the nearest spike alone.
  std::string rule = "stdp";
  SameTime same_time = SameTime::simultaneous;
  bool nearest = false;         // a trace counts the last spike alone
  double w_min = 0, w_max = 1;  // 0 <= w_min < w_max
  // Of rules that sweep: from one sweep of a synapse to the next. None: 1 s of izhikevich2006, 10 ms of izhikevich2007,
  // a step of the others.
  std::optional<double> update_interval_ms;
  std::string modulator;  // of dopamine: a population whose spikes release it; empty: rheo_reward alone
  double modulator_per_spike = 0;
  std::map<std::string, double> parameters;  // of the rule, by name; times in ms, rates in Hz
  std::string where;
  Places places;
};

// Who is connected: every pair with a probability (1: all to all), or one of the four below it instead.
struct Projection {
  std::string source, target;       // population names
  std::string channel;              // of the target; empty: its first
  Value probability = 1.0;          // of each synapse, 0 … 1
  std::optional<Value> out_degree;  // each source has exactly so many different targets
  std::optional<Value> in_degree;   // each target has exactly so many different sources
  bool one_to_one = false;          // source i to target i, of populations of one size
  std::string file;             // .csv or .npy: source, target, and, if there are such columns, weight and delay in ms
  std::optional<Array> table;   // in place of the file: its columns
  Value weight = 1.0;           // unless the file gives it
  Value delay_ms = every_step;  // 0 (= one step, the least) or a multiple of dt; what varies is rounded to steps
  bool self = true;             // may a neuron connect to itself
  double max_gain = 0;  // 1 … 16: a program may multiply the weights by 0 … max_gain (rheo_set_gain); 0: it may not
  std::optional<ShortTermPlasticity> stp;
  std::optional<Plasticity> plasticity;
  Storage storage = Storage::automatic;
  std::string where;
  Places places;
};

struct Network {
  std::string name = "network";
  std::string description;
  double dt_ms = 1.0;
  double duration_ms = 1000.0;                  // of a run that names none
  Integrator integrator = Integrator::riccati;  // of the populations that name none
  std::uint64_t seed = 1;
  // Most synaptic events that one step delivers; what exceeds it waits its turn (rheo_get_load). 0: no
  // limit, a step delivers all that falls due. At least the longest row: all events of one spike.
  Value event_budget = 0;
  std::map<std::string, double> parameters;  // names usable in every expression
  std::vector<Population> populations;
  std::vector<Projection> projections;
  std::optional<Storage> storage;  // of every projection, instead of its own
  std::string where;
  Places places;

  Population& add(Population population);
  Projection& connect(Projection projection);
};

// --set key=value: a parameter of the model, or integrator, dt, duration, seed, event_budget, storage.
using Overrides = std::vector<std::pair<std::string, std::string>>;

// Reads a model file (TOML; docs/model-files.md). Throws ModelError: "file:line: what".
Network load_model(const std::string& path, const Overrides& overrides = {});
// Arrays that a model's text names, each by an @ and letters: "@w" as a value of each neuron, or as a file.
using Arrays = std::map<std::string, Array>;
// The same from text; `name` stands in messages.
Network parse_model(const std::string& text, const std::string& name, const Overrides& overrides = {},
                    const Arrays& arrays = {});
// Applies overrides to a network built in C++. Throws ModelError for an unknown key.
void apply_overrides(Network& network, const Overrides& overrides);

// "1 ms", "0.5ms", "1s", "100us" -> milliseconds, from 0.001 us to 1e9 s. Throws ModelError (unit required).
double parse_time_ms(const std::string& text, const std::string& where = {});
// "1kHz", "250 Hz" -> Hz.
double parse_rate_hz(const std::string& text, const std::string& where = {});

}  // namespace rheobase

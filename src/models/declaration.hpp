// What the host knows of a model: the names, units, defaults and ranges of its parameters, and how they are folded into
// the planes that its kernels read: what a step would need an exponential, a root or a quotient of constants for. Host
// code, of which the engine includes nothing.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/list.hpp"
#include "models/shape.hpp"
#include "rheobase/model_enums.hpp"

namespace rheobase {

// What the expression of a parameter may use beside the network's [parameters].
enum class Sees : std::uint8_t {
  constants,     // nothing else: it is the same for all neurons
  draws,         // r, r2, r3, z, i, size
  parameters,    // these, and the parameters that see no more than draws
  parameters_v,  // these, and v, which is v0
};

// What varies between neurons by itself.
constexpr const char* draw_names[] = {"r", "r2", "r3", "z", "i", "size"};

struct ParameterRule {
  const char* name;  // the key in a model file
  const char* unit;
  const char* by_default;  // an expression; null: it must be given
  double least, most;
  Sees sees = Sees::draws;
  // The words that it is one of, instead of an expression; its value is then the word's number.
  std::array<const char*, 2> words = {};

  bool is_word() const { return words[0] != nullptr; }
  // Whether expressions that see parameters may use it: where a draw has its name, that is meant.
  bool is_seen() const {
    for (const char* draw : draw_names) {
      if (std::string(draw) == name) return false;
    }
    return sees <= Sees::draws && !is_word();
  }
};

// One way of writing a model's parameters. Keys with a meaning that compile has to know are named, or null.
struct ParameterForm {
  std::vector<ParameterRule> rules;
  const char* reset = nullptr;      // v after a spike
  const char* rate = nullptr;       // 1/ms: times dt at most 1 in size
  const char* threshold = nullptr;  // the threshold, where that is not the population's `threshold`
  const char* fires = nullptr;      // the parameter whose word 0 means: v has to pass the threshold, not to reach it
  const char* current = nullptr;    // the constant input, where that is not the population's `current`
  bool never_fires = false;         // it has no threshold
};

// The parameters of one population, evaluated: one double per neuron and parameter.
struct NeuronParameters {
  std::uint32_t size = 0;
  std::size_t form = 0;  // of its model's
  double threshold_mv = 0;
  std::map<std::string, std::vector<double>> values;
  std::vector<double> current, noise;

  const std::vector<double>& operator[](const char* name) const { return values.at(name); }
};

struct StepSetting {
  Integrator integrator = Integrator::riccati;
  double dt_ms = 1;
  double refractory_ms = 0;
  bool refractory_moves_u = false;
};

struct FoldedPlane {
  std::uint32_t plane;
  std::vector<double> values;  // one a neuron, or constants of the population
  bool constants = false;
};

// Parameters that a model cannot compute with: "`key` of population `why`". No key: no fault.
struct ParameterFault {
  std::string key, why;
};

struct ModelDeclaration {
  std::vector<ParameterForm> forms;  // where the keys given fit several, it is the first
  ParameterFault (*fault)(const NeuronParameters& neurons, const StepSetting& step);
  // Its own planes: all but image::CommonPlane.
  std::vector<FoldedPlane> (*fold)(const NeuronParameters& neurons, const StepSetting& step);
  bool keeps_own_integrator = false;  // unless the population names one: the network's is of other models
  bool needs_threshold = false;       // the population's default is of other models
  // The constant current over a step that does to v at its end what exp(-t/tau) does; 0, or no function: its mean.
  double (*decay_share)(const NeuronParameters& neurons, const StepSetting& step, double tau_ms) = nullptr;
};

// Of models without parameters.
inline ParameterFault no_fault(const NeuronParameters&, const StepSetting&) { return {}; }
inline std::vector<FoldedPlane> no_planes(const NeuronParameters&, const StepSetting&) { return {}; }

// By model, each in a file of its own.
#define RHEOBASE_MODEL_DECLARATION(name, ...) extern const ModelDeclaration name##_declaration;
RHEOBASE_MODEL_LIST(RHEOBASE_MODEL_DECLARATION, RHEOBASE_MODEL_DECLARATION)
#undef RHEOBASE_MODEL_DECLARATION

const ModelDeclaration& declaration_of(NeuronModel model);
const char* name_of(NeuronModel model);

// A spike makes v  kept v + to: by the parameters `reset` and `v_reset`.
struct FoldedReset {
  std::vector<double> kept, to;
};
FoldedReset fold_reset(const NeuronParameters& neurons);

// What leaky models share: that explicit schemes follow `tau`; what a decaying current is to the exact scheme.
ParameterFault tau_fault(const NeuronParameters& neurons, const StepSetting& step);
double leaky_decay_share(const NeuronParameters& neurons, const StepSetting& step, double tau_syn);

// What the quadratic models share: the constants of riccati that no neuron has for itself, and how much of u's jump is
// left at the end of the step, averaged over when it happens.
std::vector<double> riccati_clocks(const NeuronParameters& neurons, const StepSetting& step);
double riccati_jump(double d, double a, const StepSetting& step);
// Of a constant drive of u over a step: how much of it is in u's mean, per unit of a u' at its beginning.
double riccati_mean_share(double a, const StepSetting& step);

}  // namespace rheobase

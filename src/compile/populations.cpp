#include "compile/populations.hpp"

#include <cmath>

#include "compile/check_parameters.hpp"
#include "compile/clocks.hpp"
#include "compile/fixed_limits.hpp"
#include "compile/lost_values.hpp"
#include "compile/neurons.hpp"
#include "compile/noise.hpp"
#include "compile/planes.hpp"
#include "compile/riccati_range.hpp"
#include "compile/spike_list.hpp"
#include "compile/stimulus.hpp"
#include "describe/parameters.hpp"
#include "describe/values.hpp"
#include "image/limits.hpp"
#include "kernels/kernels.hpp"
#include "models/as_float.hpp"
#include "models/riccati.hpp"

namespace rheobase {
namespace {

StepSetting step_setting(const Population& population, const Network& network) {
  StepSetting step;
  step.integrator = integrator_of(network, population).integrator;
  step.dt_ms = network.dt_ms / population.substeps;
  step.refractory_ms = population.refractory_ms;
  step.refractory_moves_u = population.refractory_holds == RefractoryHolds::v;
  return step;
}

void set_threshold(const StepSetting& step, bool above, image::Population& p, double threshold_mv) {
  p.threshold = as_float(threshold_mv);
  if (step.integrator == Integrator::fixed) {
    p.threshold = as_float(fixed_threshold(threshold_mv, above));
  } else if (above) {
    p.threshold = std::nextafter(p.threshold, INFINITY);
  }
}

void set_refractory(const Population& population, const StepSetting& step, image::Population& p) {
  if (p.refractory_ticks == 0) return;
  // From the end of the step of the spike; explicit integrators count from its beginning, as Brian 2.
  const bool fixed_lif = step.integrator == Integrator::fixed && population.model == "lif";
  if ((step.integrator == Integrator::exact || fixed_lif) && ++p.refractory_ticks > limits::most_ticks) {
    fail(place_of(population, {"refractory"}), "refractory of " + population.name + " is longer than 2^20 - 1 steps");
  }
  if (step.integrator == Integrator::riccati) p.flags |= image::refractory_within_step | image::keeps_spike_age;
  if (!step.refractory_moves_u) p.flags |= image::refractory_holds_u;
}

void set_spike_times(const Network& network, const Population& population, const StepSetting& step,
                     image::Population& p) {
  if (!population.spike_times) return;
  if (step.integrator != Integrator::riccati) {
    const std::string place = place_of(population, {"spike_times"}), subject = "spike_times of " + population.name,
                      why = " needs the integrator riccati";
    if (population.integrator) fail(place, subject + why);
    fail_against(network, "integrator", place, subject, why);
  }
  p.flags |= image::keeps_spike_age;
}

// The currents that it may bring.
std::vector<CurrentRange> set_stimulus(const Network& network, const Population& population, ImageWriter& writer,
                                       Warnings& warnings, image::Population& p) {
  if (!population.stimulus) return {{}};
  StimulusValues values = evaluate_stimulus(population, p.size, network, warnings);
  p.stimulus = writer.add(values.values);
  p.stimulus_count = static_cast<std::uint32_t>(values.rows);
  p.stimulus_ticks = ticks_of(population.stimulus->hold_ms, network.dt_ms);
  if (values.of_each) p.flags |= image::stimulus_of_each;
  if (population.stimulus->repeat) p.flags |= image::stimulus_repeats;
  if (!population.stimulus->current.text.empty()) p.flags |= image::stimulus_from_expression;
  return std::move(values.ranges);
}

void set_spikes(const Network& network, const Population& population, ImageWriter& writer, Warnings& warnings,
                image::Population& p) {
  if (!population.spikes) return;
  const StepList list = spikes_by_step(population, p.size, network.dt_ms, warnings);
  p.spike_list = writer.add(list.ticks_and_neurons);
  p.spike_count = static_cast<std::uint32_t>(list.ticks_and_neurons.size() / 2);
  p.spike_period = list.period_ticks;
}

}  // namespace

FoldedPopulation fold_population(const Network& network, std::uint32_t index, std::uint32_t size, PhiloxKey key,
                                 ImageWriter& writer, Warnings& warnings) {
  const Population& population = network.populations[index];
  const GivenParameters given = parameters_of(population);
  const auto [integrator, integrator_place] = integrator_of(network, population);
  if (integrate_of(reference_kernels, static_cast<std::uint32_t>(given.model),
                   static_cast<std::uint32_t>(integrator)) == nullptr) {
    fail(integrator_place, std::string("integrator ") + name_of(integrator) + " is not available for the model " +
                               population.model + " of " + population.name);
  }
  const NeuronParameters neurons = evaluate_neurons(population, given, size, index, network.parameters, key);
  const StepSetting step = step_setting(population, network);
  if (integrator == Integrator::fixed) check_fixed(network, population, neurons);
  check_parameters(network, population, given, neurons, step);
  if (population.channels.size() > limits::most_channels) {
    fail(population.where, population.name + " has " + std::to_string(population.channels.size()) +
                               " channels; at most " + std::to_string(limits::most_channels));
  }
  FoldedPopulation out;
  image::Population& p = out.record;
  p.name = writer.text(population.name);
  p.type = writer.text(population.type);
  p.size = neurons.size;
  p.words = (neurons.size + 63) / 64;
  p.model = static_cast<std::uint32_t>(given.model);
  p.integrator = static_cast<std::uint32_t>(integrator);
  p.flags = population.input ? image::has_input : 0u;
  p.refractory_ticks = refractory_ticks_of(population, network.dt_ms);
  p.noise_ticks = ticks_of(population.noise_interval_ms, network.dt_ms);
  fold_noise_kind(population, network, p);
  p.channels = is_neuron(population) ? static_cast<std::uint32_t>(population.channels.size()) : 0;
  const char* fires = given.rules().fires;
  set_threshold(step, fires != nullptr && neurons[fires].front() == 0, p, neurons.threshold_mv);
  p.substeps = static_cast<std::uint32_t>(population.substeps);
  p.dt = static_cast<float>(network.dt_ms) / static_cast<float>(population.substeps);
  set_refractory(population, step, p);
  write_planes(neurons, given.model, step, writer, p);
  set_spike_times(network, population, step, p);
  const std::vector<CurrentRange> stimulus = set_stimulus(network, population, writer, warnings, p);
  set_spikes(network, population, writer, warnings, p);
  warn_of_lost_parameters(population, neurons, given.rules().rate, network.dt_ms, warnings);
  if (integrator == Integrator::riccati && given.model == NeuronModel::izhikevich) {
    warn_of_riccati_range(population, neurons, stimulus, network, warnings);
  }
  const auto decay_share = declaration_of(given.model).decay_share;
  for (const Channel& channel : is_neuron(population) ? population.channels : std::vector<Channel>()) {
    if (integrator == Integrator::exact && channel.reversal_mv) {
      fail(place_of(channel, {"reversal"}), "channel " + channel.name + " of " + population.name +
                                                " is a conductance, which the integrator exact does not take: name " +
                                                "another, such as rk2");
    }
    const double share = decay_share != nullptr ? decay_share(neurons, step, channel.tau_ms) : 0;
    out.channels.push_back(fold_channel(channel, network.dt_ms, share));
    out.channels.back().record.name = writer.text(channel.name);
    out.channels.back().record.population = index;
  }
  return out;
}

}  // namespace rheobase

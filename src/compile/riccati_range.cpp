#include "compile/riccati_range.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "compile/clocks.hpp"

namespace rheobase {
namespace {

// Measured: tests/riccati_range_test.cpp and docs/numerics.md.
constexpr double most_a_dt = 0.3;
constexpr double resolved_interval_steps = 3;
constexpr double fitted_z = 6;

// A neuron with u constant: v' = 0.04 (x^2 + w2) with x = v + 62.5 and w2 = 25 (I - u) - 406.25.
constexpr double middle_mv = 62.5;
double w2_of(double drive) { return 25 * drive - 406.25; }

struct Neuron {
  double a, b, c, d, u0;
  double threshold, refractory_ms;
  double least_current, most_current;
};

// From c to the threshold at a constant drive I - u; infinite where v rests on its way.
double rise_ms(const Neuron& n, double drive) {
  const double first = n.c + middle_mv, last = n.threshold + middle_mv, w2 = w2_of(drive), w = std::sqrt(std::fabs(w2));
  if (w < 1e-6) return first > 0 ? 25 * (1 / first - 1 / last) : INFINITY;
  if (w2 > 0) return 25 / w * (std::atan(last / w) - std::atan(first / w));
  if (first <= w) return INFINITY;
  return 12.5 / w * std::log((last - w) / (last + w) * (first + w) / (first - w));
}

// The drive at which that takes `ms`.
double drive_that_rises_in(const Neuron& n, double ms) {
  double low = -1e9, high = 1e9;
  for (int k = 0; k < 100; ++k) {
    const double middle = (low + high) / 2;
    (rise_ms(n, middle) > ms ? low : high) = middle;
  }
  return high;
}

// The mean of u where a neuron fires at an interval of `ms`, for the mean of v: a spike's d is spread over 1/a.
double mean_u(const Neuron& n, double mean_v, double ms) {
  if (n.a == 0 && n.d == 0) return n.u0;
  return n.b * mean_v + (n.d == 0 ? 0 : n.d / (n.a * ms));
}

// Whether the drive is enough for a neuron to fire every 3 steps.
bool fires_too_fast(const Neuron& n, double dt_ms) {
  const double ms = resolved_interval_steps * dt_ms - n.refractory_ms;
  if (ms <= 0) return false;
  // Cheap, and sufficient for most neurons: the least u that any mean of v gives.
  const double least_u = std::min(mean_u(n, n.c, ms), mean_u(n, n.threshold, ms));
  if (rise_ms(n, n.most_current - least_u) > ms) return false;
  const double drive = drive_that_rises_in(n, ms), w2 = w2_of(drive);
  const double first = n.c + middle_mv, last = n.threshold + middle_mv;
  const double mean_v = 12.5 / ms * std::log((last * last + w2) / (first * first + w2)) - middle_mv;
  return n.most_current - mean_u(n, mean_v, ms) >= drive;
}

// Where v rests under the least current; infinite where it does not.
double resting_v(const Neuron& n) {
  const double p = 5 - n.b, q = p * p - 0.16 * (140 + n.least_current);
  return q < 0 ? INFINITY : -(p + std::sqrt(q)) / 0.08;
}

double least_fitted_v(double dt_ms) { return -middle_mv - 25 * std::sqrt(fitted_z) / dt_ms; }

// Few digits, for rounded limits.
std::string rounded_text(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", x);
  return text;
}

// A limit: which neurons are beyond it, and what to say of one: the value of `key`, and what follows from it.
struct RangeLimit {
  const char* key;
  bool (*passed)(const Neuron& n, double dt_ms);
  double (*value)(const Neuron& n);
  std::string (*consequence)(const Neuron& n, double dt_ms);
};

bool recovers_too_fast(const Neuron& n, double dt_ms) { return n.a * dt_ms > most_a_dt * (1 + 1e-9); }

bool fires_twice_in_a_step(const Neuron& n, double dt_ms) {
  return n.refractory_ms < dt_ms && rise_ms(n, n.most_current - n.u0) < dt_ms - n.refractory_ms;
}

bool rests_too_low(const Neuron& n, double dt_ms) { return resting_v(n) < least_fitted_v(dt_ms); }

double a_of(const Neuron& n) { return n.a; }
double least_current_of(const Neuron& n) { return n.least_current; }
double most_current_of(const Neuron& n) { return n.most_current; }

const RangeLimit range_limits[] = {
    {"a", recovers_too_fast, a_of,
     [](const Neuron& n, double dt_ms) {
       return "a times dt is " + rounded_text(n.a * dt_ms) + ", and riccati is accurate up to " +
              rounded_text(most_a_dt);
     }},
    {"current", fires_too_fast, most_current_of,
     [](const Neuron&, double) {
       return "it may go on firing every " + rounded_text(resolved_interval_steps) +
              " steps or faster, which riccati does not resolve";
     }},
    {"current", fires_twice_in_a_step, most_current_of,
     [](const Neuron&, double) {
       return std::string("at first it fires twice within a step, and riccati fires once a step");
     }},
    {"current", rests_too_low, least_current_of,
     [](const Neuron& n, double dt_ms) {
       return "v rests at " + rounded_text(resting_v(n)) + " mV, and riccati is accurate down to " +
              rounded_text(least_fitted_v(dt_ms)) + " mV";
     }},
};

Neuron neuron_of(const Population& population, const NeuronParameters& all, const CurrentRange& stimulus,
                 std::size_t i) {
  return {all["a"][i],
          all["b"][i],
          all["c"][i],
          all["d"][i],
          all["u0"][i],
          all.threshold_mv,
          population.refractory_ms,
          all.current[i] + stimulus.least,
          all.current[i] + stimulus.most};
}

}  // namespace

void warn_of_riccati_range(const Population& population, const NeuronParameters& neurons,
                           const std::vector<CurrentRange>& stimulus, const Network& network, Warnings& warnings) {
  const auto neuron = [&](std::size_t i) {
    return neuron_of(population, neurons, stimulus[stimulus.size() == 1 ? 0 : i], i);
  };
  const double step_ms = network.dt_ms / population.substeps;
  for (const RangeLimit& limit : range_limits) {
    std::vector<std::uint32_t> beyond;
    for (std::uint32_t i = 0; i < neurons.size; ++i) {
      if (limit.passed(neuron(i), step_ms)) beyond.push_back(i);
    }
    if (beyond.empty()) continue;
    const Neuron first = neuron(beyond.front());
    const std::vector<double> dts = dts_that_would_do(network);
    const auto enough = std::find_if(dts.begin(), dts.end(), [&](double dt_ms) {
      return dt_ms < network.dt_ms && std::none_of(beyond.begin(), beyond.end(), [&](std::uint32_t i) {
               return limit.passed(neuron(i), dt_ms / population.substeps);
             });
    });
    const std::string remedy =
        enough == dts.end() ? "no dt from 0.01 ms would do" : "dt = " + number_text(*enough) + " ms would do";
    const bool driven = limit.value != a_of && population.stimulus.has_value();
    const std::string subject =
        std::string(limit.key) + " of " + population.name + (driven ? " with its stimulus" : "");
    const std::string others = beyond.size() > 1 ? " and " + std::to_string(beyond.size() - 1) + " more" : "";
    warn(warnings, driven ? population.stimulus->where : place_of(population, {limit.key}),
         subject + " is " + rounded_text(limit.value(first)) + " at neuron " + std::to_string(beyond.front()) + others +
             ": " + limit.consequence(first, step_ms) + "; " + remedy);
  }
}

}  // namespace rheobase

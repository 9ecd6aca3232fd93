// The four questions that the forum thread ends with.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "study/page.hpp"

namespace rheobase {
namespace {

const char* const frame =
    "set border 3 lc rgb '#666666'\nset tics nomirror out textcolor rgb '#333333'\n"
    "set grid back lc rgb '#e6e6e6' lt 1 lw 0.6\nset key top right opaque width 1 samplen 2\nset lmargin 9\nset "
    "rmargin 3\n";

// Two panels side by side. What the left one sets stays set for the right one.
std::string two_panels(const std::string& data, const std::string& left, const std::string& right) {
  return std::string(frame) + data + "set multiplot layout 1,2\n" + left + "\n" + right + "\nunset multiplot\n";
}

std::string number(double x) { return fmt::format("{:g}", x); }

const Ensemble& of(const std::vector<Result>& results, const std::string& series, const std::string& label) {
  for (const Result& r : results) {
    if (r.variant.series == series && r.variant.label == label) return r.ensemble;
  }
  throw ModelError("no result " + series + ", " + label);
}

// ---- 1: the sign of inhibition

std::vector<Variant> signs_variants(std::uint64_t seeds) {
  Network negative = builtin_model("forum");
  for (Population& p : negative.populations) {
    for (Channel& c : p.channels) c.subtract = false;
  }
  for (Projection& p : negative.projections) {
    if (p.channel == "inh") p.weight = Value("-(" + p.weight.text + ")");
  }
  return {{"positive weights, subtracted", "the script", 1, builtin_model("forum"), seeds},
          {"negative weights, added", "the same thing", 2, negative, seeds},
          {"negative weights, subtracted", "a double negative", 3, builtin_model("forum", {{"inhibition_sign", "-1"}}),
           seeds}};
}

std::string signs_answer(const std::vector<Result>& r) {
  const bool same = r[0].ensemble.spike_hashes == r[1].ensemble.spike_hashes;
  return fmt::format(
      "The script subtracts g_inh, so its weights are positive. Positive weights subtracted and negative weights added "
      "are\n"
      "one network: over {} seeds the spikes are {} (compared by hash). Making the weights negative *and* subtracting "
      "them\n"
      "is a double negative: inhibition excites, and the rates go from {:.1f} and {:.1f} Hz to {:.1f} and {:.1f} Hz.\n",
      r[0].ensemble.seeds, same ? "bit for bit the same" : "NOT the same", r[0].ensemble.mean("rate_e_hz"),
      r[0].ensemble.mean("rate_i_hz"), r[2].ensemble.mean("rate_e_hz"), r[2].ensemble.mean("rate_i_hz"));
}

std::string signs_picture(const std::vector<Result>& r) {
  std::string data = "$bars << EOD\n";
  for (const Result& x : r) {
    data += fmt::format("\"{}\" {} {}\n", x.variant.label, x.ensemble.mean("rate_e_hz"), x.ensemble.mean("rate_i_hz"));
  }
  data += "EOD\n";
  const std::string left =
      "set title 'Mean rates'\nset ylabel 'rate (Hz)'\nset style data histogram\nset style histogram clustered gap "
      "1\nset style fill solid 0.85 "
      "noborder\nset boxwidth 0.9\n"
      "set xrange [-0.6:2.6]\nset yrange [0:*]\nset key top left\nplot $bars using 2:xtic(1) lc rgb '#0072B2' title "
      "'excitatory', "
      "$bars using 3 lc rgb '#D55E00' title 'inhibitory'";
  std::string right =
      "set title 'Spectrum of the inhibitory rate, mean over seeds'\nset xlabel 'frequency (Hz)'\n"
      "set ylabel 'power (Hz^2/Hz)'\nset xrange [0:100]\nset xtics 20\nset key top right\nset yrange [*:*]\n"
      "set logscale y\nset format y '10^{%T}'\nset style data lines\nplot ";
  right += spectrum_curve(r[0], r[0].variant.label, 0, data) + ", ";
  // Dashed: it lies on the first.
  right += spectrum_curve(r[1], r[1].variant.label, 4, data, "dt 2") + ", ";
  right += spectrum_curve(r[2], r[2].variant.label, 1, data);
  return two_panels(data, left, right);
}

// ---- 2: the number of neurons

double root_n(const Result& r) { return std::sqrt(r.variant.x); }

std::vector<Variant> scale_variants(std::uint64_t seeds) {
  std::vector<Variant> out;
  const auto add = [&](const char* series, int n, const Overrides& more, std::uint64_t count) {
    Overrides overrides = {{"n", std::to_string(n)}};
    overrides.insert(overrides.end(), more.begin(), more.end());
    out.push_back({series, fmt::format("N = {}", n), static_cast<double>(n), builtin_model("paper", overrides), count});
  };
  const auto fewer = [&](int n) {
    return std::max<std::uint64_t>(1, std::min<std::uint64_t>(seeds, seeds * 1000 / static_cast<std::uint64_t>(n)));
  };
  for (int n : {250, 500, 1000, 2000, 4000, 8000})
    add("weights x 1000/N", n, {{"weight_scale", number(1000.0 / n)}}, fewer(n));
  for (int n : {250, 500, 1000, 2000, 4000}) add("weights as they are", n, {}, fewer(n));
  for (int n : {2000, 4000, 8000, 16000, 32000, 100000})
    add("1000 synapses a neuron", n, {{"p", number(1000.0 / n)}}, fewer(n));
  return out;
}

std::string scale_answer(const std::vector<Result>& r) {
  const Ensemble &small = of(r, "weights x 1000/N", "N = 250"), &large = of(r, "weights x 1000/N", "N = 8000");
  const Ensemble &two = of(r, "weights as they are", "N = 2000"), &four = of(r, "weights as they are", "N = 4000");
  const Ensemble& sparse = of(r, "1000 synapses a neuron", "N = 100000");
  const double exponent =
      std::log(large.mean("synchrony_chi") / small.mean("synchrony_chi")) / std::log(8000.0 / 250.0);
  return fmt::format(
      "The published weights belong to N = 1000: each neuron's input grows with N. Left as they are, they give {:.0f} "
      "Hz at\n"
      "N = 2000 and {:.0f} Hz at 4000. Scaled by 1000/N the rates stay ({:.2f} Hz at 250, {:.2f} Hz at 8000, "
      "excitatory) and the\n"
      "synchrony chi falls as N^{:.2f}, more slowly than the N^-0.5 of independent neurons: the rhythm is "
      "shared.\nWith 1000 synapses a neuron, whatever N, 100,000 neurons fire at {:.2f} Hz.\n",
      two.mean("rate_e_hz"), four.mean("rate_e_hz"), small.mean("rate_e_hz"), large.mean("rate_e_hz"), exponent,
      sparse.mean("rate_e_hz"));
}

std::string scale_picture(const std::vector<Result>& r) {
  std::string data, rates, chi;
  unsigned colour = 0;
  for (const std::string& series : series_names(r)) {
    rates += (rates.empty() ? "plot " : ", ") + curve(r, series, "rate_e_hz", colour, data);
    chi += (chi.empty() ? "plot " : ", ") + curve(r, series, "synchrony_chi", colour++, data, root_n);
  }
  return two_panels(
      data,
      "set title 'Excitatory rate'\nset xlabel 'N'\nset ylabel 'rate (Hz)'\nset logscale xy\nset xrange [200:130000]\n"
      "set format x '10^{%T}'\nset yrange [1:1000]\nset key bottom left\n" +
          rates,
      "set title 'Synchrony chi times the root of N'\nset ylabel 'chi N^{1/2}'\nset yrange [0.1:100]\n" + chi);
}

// ---- 3: the probability of connection

std::vector<Variant> connectivity_variants(std::uint64_t seeds) {
  return {{"paper's network", "all to all", 1, builtin_model("paper"), seeds},
          {"paper's network", "10 %, weights as they are", 2, builtin_model("paper", {{"p", "0.1"}}), seeds},
          {"paper's network", "10 %, weights x 10", 3, builtin_model("paper", {{"p", "0.1"}, {"weight_scale", "10"}}),
           seeds},
          {"forum's network", "10 %", 4, builtin_model("forum"), seeds},
          {"forum's network", "all to all, weights x 0.1", 5,
           builtin_model("forum", {{"p", "1"}, {"weight_scale", "0.1"}}), seeds}};
}

std::string connectivity_answer(const std::vector<Result>& r) {
  return fmt::format(
      "With a tenth of the synapses and the weights as they are, the paper's network is driven by its noise alone: "
      "{:.2f} and\n"
      "{:.2f} Hz instead of {:.2f} and {:.2f}, chi {:.3f} instead of {:.3f}. Weights times 10 give the mean input "
      "back, not its\n"
      "variance: {:.2f} and {:.2f} Hz. The forum's script stays lively at 10 % because its input adds up until the "
      "next spike;\n"
      "all to all with weights times 0.1 it fires at {:.2f} and {:.2f} Hz and is more synchronous (chi {:.3f} against "
      "{:.3f}).\n",
      r[1].ensemble.mean("rate_e_hz"), r[1].ensemble.mean("rate_i_hz"), r[0].ensemble.mean("rate_e_hz"),
      r[0].ensemble.mean("rate_i_hz"), r[1].ensemble.mean("synchrony_chi"), r[0].ensemble.mean("synchrony_chi"),
      r[2].ensemble.mean("rate_e_hz"), r[2].ensemble.mean("rate_i_hz"), r[4].ensemble.mean("rate_e_hz"),
      r[4].ensemble.mean("rate_i_hz"), r[4].ensemble.mean("synchrony_chi"), r[3].ensemble.mean("synchrony_chi"));
}

std::string connectivity_picture(const std::vector<Result>& r) {
  std::string data, paper, forum;
  for (unsigned k = 0; k < r.size(); ++k) {
    std::string& panel = k < 3 ? paper : forum;
    panel += (panel.empty() ? "plot " : ", ") + spectrum_curve(r[k], r[k].variant.label, k, data);
  }
  const std::string axes =
      "set xlabel 'frequency (Hz)'\nset ylabel 'power of the inhibitory rate (Hz^2/Hz)'\nset xrange [0:100]\nset "
      "logscale y\nset format y '10^{%T}'\n";
  return two_panels(data, "set title \"Paper's network, mean over seeds\"\n" + axes + paper,
                    "set title \"Forum's network, mean over seeds\"\n" + forum);
}

// ---- 4: the time step

std::vector<Variant> timestep_variants(std::uint64_t seeds) {
  std::vector<Variant> out;
  const auto add = [&](const char* series, double dt, Network network) {
    network.dt_ms = dt;
    out.push_back({series, fmt::format("dt {:g} ms", dt), dt, std::move(network), seeds});
  };
  for (double dt : {0.05, 0.1, 0.25, 0.5, 1.0}) {
    add("forum script", dt, builtin_model("forum"));
    add("paper's loop, ported naively", dt,
        builtin_model("paper", {{"integrator", dt < 1.0 ? "euler" : "izhikevich2003"}}));
    add("clocks in ms, paper's scheme", dt, builtin_model("gamma", {{"integrator", "izhikevich2003"}}));
    add("clocks in ms, riccati", dt, builtin_model("gamma"));
  }
  return out;
}

std::string timestep_answer(const std::vector<Result>& r) {
  const auto rate = [&](const char* series, const char* label) { return of(r, series, label).mean("rate_e_hz"); };
  const auto spikes = [&](const char* series, const char* label) { return of(r, series, label).mean("spikes"); };
  return fmt::format(
      "Two things change with dt. The noise: a value drawn at every step and multiplied by dt has an intensity that "
      "falls with\n"
      "dt. The forum script gives {:.0f} spikes at 1 ms, {:.0f} at 0.5 ms and {:.0f} at 0.1 ms; the paper's loop "
      "ported naively\n"
      "{:.0f}, {:.0f} and {:.0f}. And, once noise, pulses and delays run on clocks in ms, the integrator: by the "
      "paper's scheme\n"
      "the excitatory rate goes from {:.2f} Hz at 1 ms to {:.2f} Hz at 0.05 ms; by riccati it is {:.2f} and {:.2f} "
      "Hz.\n",
      spikes("forum script", "dt 1 ms"), spikes("forum script", "dt 0.5 ms"), spikes("forum script", "dt 0.1 ms"),
      spikes("paper's loop, ported naively", "dt 1 ms"), spikes("paper's loop, ported naively", "dt 0.5 ms"),
      spikes("paper's loop, ported naively", "dt 0.1 ms"), rate("clocks in ms, paper's scheme", "dt 1 ms"),
      rate("clocks in ms, paper's scheme", "dt 0.05 ms"), rate("clocks in ms, riccati", "dt 1 ms"),
      rate("clocks in ms, riccati", "dt 0.05 ms"));
}

std::string timestep_picture(const std::vector<Result>& r) {
  std::string data, all, close;
  unsigned colour = 0;
  for (const std::string& series : series_names(r)) {
    all += (all.empty() ? "plot " : ", ") + curve(r, series, "rate_e_hz", colour, data);
    if (series.rfind("clocks", 0) == 0) {
      close += (close.empty() ? "plot " : ", ") + curve(r, series, "rate_e_hz", colour, data);
    }
    ++colour;
  }
  return two_panels(
      data,
      "set title 'Excitatory rate, mean and standard error'\nset xlabel 'time step (ms)'\nset ylabel 'rate (Hz)'\nset "
      "logscale x\n"
      "set xrange [0.04:1.25]\nset xtics (0.05, 0.1, 0.25, 0.5, 1)\nset yrange [0:24]\nset key top left\n" +
          all,
      "set title 'Clocks in ms alone (axis from 7.4 Hz)'\nset yrange [7.4:9]\n" + close);
}

}  // namespace

const std::vector<Study>& studies() {
  static const std::vector<Study> all = {
      {"signs", "Is inhibition positive or negative?", signs_variants, signs_answer, signs_picture},
      {"scale", "What changes with the number of neurons?", scale_variants, scale_answer, scale_picture},
      {"connectivity", "What changes with the probability of connection?", connectivity_variants, connectivity_answer,
       connectivity_picture},
      {"timestep", "What changes with the time step?", timestep_variants, timestep_answer, timestep_picture},
  };
  return all;
}

}  // namespace rheobase

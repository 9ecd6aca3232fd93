#include "realtime/latency_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "files/atomic_file.hpp"
#include "observe/gnuplot.hpp"
#include "observe/text_output.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

struct Series {
  const char* key;
  const char* label;
  const char* colour;
  const Histogram* histogram;
};

std::vector<Series> series_of(const PacedResult& r) {
  return {{"step_wall", "step, wall clock", "#0072B2", &r.wall},
          {"step_cpu", "step, thread CPU clock", "#009E73", &r.cpu},
          {"lateness", "wake-up lateness", "#D55E00", &r.lateness}};
}

struct Quantile {
  const char* name;
  double share;
};
constexpr Quantile quantiles[] = {{"p50", 0.5}, {"p99", 0.99}, {"p99.9", 0.999}, {"p99.99", 0.9999}};

double us(std::uint64_t ns) { return static_cast<double>(ns) / 1000; }

// Few digits for large times, more for small ones.
std::string us_text(std::uint64_t ns) {
  const double x = us(ns);
  return fmt::format("{:.{}f}", x, x < 10 ? 2 : x < 100 ? 1 : 0);
}

std::string setup_text(const LatencyReport& r) {
  std::vector<std::string> parts;
  const auto refused = [&](const std::string& option) {
    return std::any_of(r.refusals.begin(), r.refusals.end(),
                       [&](const std::string& line) { return line.rfind(option, 0) == 0; });
  };
  if (r.asked.priority && !refused("--priority")) parts.push_back(fmt::format("SCHED_FIFO {}", *r.asked.priority));
  if (r.asked.lock_memory && !refused("--lock-memory")) parts.emplace_back("memory locked");
  if (r.asked.cpu && !refused("--cpu")) parts.push_back(fmt::format("CPU {}", *r.asked.cpu));
  if (r.prefaulted) parts.emplace_back("prefaulted");
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  for (const std::string& line : r.refusals) text += (text.empty() ? "" : "; ") + line;
  return text.empty() ? "nothing asked of the system" : text;
}

nlohmann::ordered_json summary(const Histogram& h) {
  nlohmann::ordered_json json;
  for (const Quantile& q : quantiles) json[q.name] = us(h.quantile_ns(q.share));
  json["max"] = us(h.most_ns());
  return json;
}

nlohmann::ordered_json bins(const Histogram& h) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (unsigned bin = 0; bin < Histogram::bins; ++bin) {
    if (h.count(bin) > 0) json.push_back({Histogram::bottom_ns(bin), Histogram::bottom_ns(bin + 1) - 1, h.count(bin)});
  }
  return json;
}

// Eight bars to a factor of two: as a step curve over logarithmic time, in microseconds.
std::string curve(const char* name, const Histogram& h) {
  constexpr unsigned merge = (1u << Histogram::linear_bits) / 8;
  std::vector<double> time, count;
  const auto point = [&](double t, double c) {
    time.push_back(t);
    count.push_back(c);
  };
  bool open = false;
  for (unsigned bin = 8 * merge; bin < Histogram::bins; bin += merge) {  // 64 ns and less: nothing is that short
    std::uint64_t sum = 0;
    for (unsigned k = bin; k < bin + merge; ++k) sum += h.count(k);
    const double left = us(Histogram::bottom_ns(bin)), right = us(Histogram::bottom_ns(bin + merge));
    if (sum == 0 && !open) continue;
    if (!open) point(left, 0.5);
    point(left, sum > 0 ? static_cast<double>(sum) : 0.5);
    point(right, sum > 0 ? static_cast<double>(sum) : 0.5);
    open = sum > 0;
  }
  if (open && !time.empty()) point(time.back(), 0.5);
  return data_block(name, {time, count});
}

std::string script_of(const LatencyReport& r) {
  std::string script =
      "set border 3 lc rgb '#666666'\nset tics nomirror out textcolor rgb '#333333'\n"
      "set grid xtics ytics back lc rgb '#e6e6e6' lt 1 lw 0.6\nset logscale xy\n";
  std::string plot;
  std::uint64_t least = r.options.period_ns, most = r.options.period_ns;
  for (const Series& s : series_of(*r.result)) {
    const std::string name = std::string("$") + s.key;
    script += curve(s.key, *s.histogram);
    plot += fmt::format(
        "{0}{1} using 1:2 with lines lc rgb '{2}' lw 2 "
        "title '{3}: p99.9 {4} us, max {5} us'",
        plot.empty() ? "" : ", ", name, s.colour, s.label, us_text(s.histogram->quantile_ns(0.999)),
        us_text(s.histogram->most_ns()));
    least = std::min(least, s.histogram->least_ns());
    most = std::max(most, s.histogram->most_ns());
  }
  const double left = std::pow(10, std::floor(std::log10(std::max(us(least), 0.1))));
  const double right = std::pow(10, std::ceil(std::log10(us(most) * 1.3)));
  script += fmt::format(
      "set title {} noenhanced\n"
      "set xlabel 'time (us, logarithmic)'\nset ylabel 'steps (logarithmic)'\nset xrange [{}:{}]\nset yrange [0.5:{}]\n"
      "set arrow from {}, graph 0 to {}, graph 0.94 nohead dt 2 lc rgb '#333333' lw 1.2 front\n"
      "set label 'deadline' at {}, graph 0.97 center textcolor rgb '#333333'\n"
      "set key below vertical maxrows 3 samplen 2\nset format x '%g'\nset rmargin 4\n",
      gnuplot_text(fmt::format("{}: {} neurons at {:g} Hz{}, {} steps, {} missed", excerpt(r.model), r.neurons,
                               r.rate_hz, r.all_fire ? ", all firing at every step" : "", r.result->steps,
                               r.result->missed)),
      left, right, 2.0 * static_cast<double>(std::max<std::uint64_t>(r.result->steps, 1)), us(r.options.period_ns),
      us(r.options.period_ns), us(r.options.period_ns));
  return script + "plot " + plot;
}

}  // namespace

std::string to_text(const LatencyReport& r) {
  const PacedResult& result = *r.result;
  const double ratio = r.real_time_ratio();
  std::string text = fmt::format(
      "{}: {} neurons, dt {:g} ms at {:g} Hz ({}), {} steps on {}{}{}\n", excerpt(r.model), r.neurons, r.dt_ms,
      r.rate_hz, std::abs(ratio - 1) < 1e-9 ? "real time" : fmt::format("{:g} times real time", ratio), result.steps,
      r.simd_target, r.threads > 1 ? fmt::format(", {} threads", r.threads) : "",
      r.all_fire ? ", every neuron firing at every step" : "");
  text += fmt::format("  {:<12}{}\n", "set up", setup_text(r));
  text += fmt::format("  {:<24}", "microseconds");
  for (const Quantile& q : quantiles) text += fmt::format("{:>10}", q.name);
  text += fmt::format("{:>10}\n", "max");
  for (const Series& s : series_of(result)) {
    text += fmt::format("  {:<24}", s.label);
    for (const Quantile& q : quantiles) text += fmt::format("{:>10}", us_text(s.histogram->quantile_ns(q.share)));
    text += fmt::format("{:>10}\n", us_text(s.histogram->most_ns()));
  }
  text += fmt::format(
      "  {:<12}{} us: {} missed, {} releases skipped (overrun: {}); {} steps over it by CPU time alone\n", "deadline",
      us_text(r.options.period_ns), result.missed, result.skipped, name_of(r.options.overrun), result.cpu_over);
  text += fmt::format(
      "  {:<12}{} minor and {} major page faults, preempted {} times; this machine lost {:.0f} ms to its host, {:.0f} "
      "ms to "
      "interrupts\n",
      "in the loop", result.minor_faults, result.major_faults, result.preempted, r.lost.stolen_ms,
      r.lost.interrupts_ms);
  if (r.load.event_budget > 0) {
    text += fmt::format("  {:<12}{} events a step: {} steps left a backlog, the largest {} events, {} at the end\n",
                        "budget", r.load.event_budget, r.load.deferred_steps, r.load.most_backlog_events,
                        r.load.backlog_events);
  }
  if (result.interrupted) text += fmt::format("  {:<12}before its end\n", "interrupted");
  return text;
}

nlohmann::ordered_json to_json(const LatencyReport& r, bool histograms) {
  const PacedResult& result = *r.result;
  nlohmann::ordered_json json = {{"model", r.model},
                                 {"n", r.neurons},
                                 {"dt_ms", r.dt_ms},
                                 {"rate_hz", r.rate_hz},
                                 {"real_time_ratio", r.real_time_ratio()},
                                 {"duration_s", r.duration_s},
                                 {"deadline_us", us(r.options.period_ns)},
                                 {"all_fire", r.all_fire},
                                 {"simd_target", r.simd_target},
                                 {"threads", r.threads},
                                 {"kernel", r.kernel},
                                 {"overrun", name_of(r.options.overrun)},
                                 {"priority", nullptr},
                                 {"cpu", nullptr},
                                 {"lock_memory", r.asked.lock_memory},
                                 {"prefault", r.prefaulted},
                                 {"refused", r.refusals},
                                 {"steps", result.steps},
                                 {"missed_deadlines", result.missed},
                                 {"skipped_releases", result.skipped},
                                 {"steps_over_deadline_by_cpu_time", result.cpu_over},
                                 {"minor_page_faults", result.minor_faults},
                                 {"major_page_faults", result.major_faults},
                                 {"preempted", result.preempted},
                                 {"stolen_ms", r.lost.stolen_ms},
                                 {"interrupts_ms", r.lost.interrupts_ms},
                                 {"stopped", result.stopped},
                                 {"interrupted", result.interrupted},
                                 {"spikes", r.spikes},
                                 {"synaptic_events", r.events},
                                 {"event_budget", r.load.event_budget},
                                 {"deferred_steps", r.load.deferred_steps},
                                 {"most_backlog_events", r.load.most_backlog_events},
                                 {"backlog_events", r.load.backlog_events},
                                 {"spike_hash", fmt::format("{:016x}", r.spike_hash)}};
  if (r.asked.priority) json["priority"] = *r.asked.priority;
  if (r.asked.cpu) json["cpu"] = *r.asked.cpu;
  for (const Series& s : series_of(result)) json[std::string(s.key) + "_us"] = summary(*s.histogram);
  if (histograms) {
    for (const Series& s : series_of(result)) json[std::string(s.key) + "_histogram_ns"] = bins(*s.histogram);
  }
  return json;
}

void write_latency_files(const LatencyReport& report, const std::string& directory) {
  AtomicFile json(directory + "/latency.json");
  json.write(json_text(to_json(report, true)));
  json.keep();
  if (gnuplot_available()) draw(script_of(report), directory + "/latency", 880, 520);
}

}  // namespace rheobase

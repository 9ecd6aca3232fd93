#include "study/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <future>
#include <mutex>
#include <random>
#include <thread>

#include "describe/model_file.hpp"
#include "files/input_file.hpp"
#include "image/hash.hpp"
#include "observe/gnuplot.hpp"
#include "observe/output_directory.hpp"
#include "observe/progress.hpp"
#include "observe/recorder.hpp"
#include "observe/report.hpp"
#include "rheobase/simulation.hpp"
#include "text/message.hpp"
#include "text/typed_number.hpp"

namespace rheobase {
namespace {

constexpr std::size_t most_points = 1000000;

std::vector<std::string> parts_of(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

bool is_whole(const std::string& text) {
  return text.find_first_not_of("0123456789", text[0] == '-' ? 1 : 0) == std::string::npos;
}

// KEY and what stands behind its '='.
std::pair<std::string, std::string> key_and_values(const std::string& text, const char* form) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    throw ModelError("--over " + excerpt(text) + ": write --over " + form);
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

// A value stands in the table as it is.
void check_value(const std::string& value, const std::string& where) {
  constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+*()% ";
  if (value.empty() || value.find_first_not_of(plain) != std::string::npos)
    throw ModelError(where + ": '" + excerpt(value) + "' is no value of a setting");
  if (value[0] == '-' || value[0] == '+') parse_number(value, where);
}

// What a row depends on beside its point: the model, the files that it names, the duration.
std::string digest_of(const std::string& text, const Network& network, const std::string& duration) {
  std::string all = duration + "\n" + text;
  for (const std::string& file : files_of(network)) all += "\n" + read_input(file, "a table", UINT64_MAX);
  all.resize((all.size() + 7) / 8 * 8);
  return fmt::format("{:016x}", hash_words(all.data(), all.size() / 8, 0));
}

std::string cell_of(const nlohmann::ordered_json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// Runs one point. Throws ModelError.
SweepRow row_of(const SweepOptions& options, const std::string& text, const SweepPoint& point) {
  Overrides overrides;
  for (std::size_t k = 0; k < point.size(); ++k) overrides.emplace_back(options.axes[k].key, point[k]);
  Network network = parse_model(text, options.path, overrides);
  if (!options.duration.empty()) network.duration_ms = parse_time_ms(options.duration, "--duration");
  CompileOptions compile_options;
  compile_options.threads = 1;  // the cores are for the points
  const Simulation simulation(network, compile_options);
  const ImageReport image = describe_image(simulation.image());
  const double ticks = std::ceil(network.duration_ms / network.dt_ms - 1e-6);
  if (!(ticks >= 1 && ticks <= 4294967295.0)) throw ModelError("duration: is below one step, or above 2^32 steps");
  Recorder recorder(simulation.engine(), image);
  for (double k = 0; k < ticks; ++k) {
    rheo_step(simulation.engine());
    recorder.observe();
  }
  const nlohmann::ordered_json report = to_json(report_of(simulation.engine(), image, recorder.recording()));
  SweepRow row;
  for (const char* key : {"spikes", "rate_e_hz", "rate_i_hz", "rhythm_hz", "gamma_peak_hz", "gamma_fraction",
                          "synchrony_chi", "cv_isi_e", "cv_isi_i", "synaptic_events", "state_hash", "spike_hash"}) {
    row[key] = cell_of(report[key]);
  }
  std::uint64_t at_limit = 0;
  for (const nlohmann::ordered_json& p : report["populations"]) {
    row["rate_hz " + p["name"].get<std::string>()] = cell_of(p["rate_hz"]);
    at_limit += p["steps_at_limit"].get<std::uint64_t>();
  }
  row["steps_at_limit"] = std::to_string(at_limit);
  return row;
}

// Rows as threads finish them, for the thread that keeps the table.
class FinishedRows {
 public:
  void add(const SweepPoint& point, SweepRow row) {
    const std::lock_guard<std::mutex> lock(mutex_);
    rows_.emplace_back(point, std::move(row));
    ready_.notify_one();
  }
  // Those there are; waits at most a second.
  std::vector<std::pair<SweepPoint, SweepRow>> take() {
    std::unique_lock<std::mutex> lock(mutex_);
    ready_.wait_for(lock, std::chrono::seconds(1), [this] { return !rows_.empty(); });
    return std::exchange(rows_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_;
  std::vector<std::pair<SweepPoint, SweepRow>> rows_;
};

void run_points(const SweepOptions& options, const std::string& text, const std::vector<SweepPoint>& points,
                SweepTable& table) {
  using Clock = std::chrono::steady_clock;
  FinishedRows finished;
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t k; (k = next++) < points.size();) {
      SweepRow row;
      try {
        row = row_of(options, text, points[k]);
      } catch (const std::bad_alloc&) {
        row["error"] = "not enough memory";
      } catch (const std::exception& error) {
        row["error"] = error.what();
      }
      finished.add(points[k], std::move(row));
    }
  };
  const std::size_t cores = options.workers != 0 ? options.workers : std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::future<void>> workers;  // last: they end before what they use
  for (std::size_t t = 0; t < cores && t < points.size(); ++t) workers.push_back(std::async(std::launch::async, work));
  Progress progress("sweep", points.size(), Progress::Elsewhere::lines);
  Clock::time_point due = Clock::now() + std::chrono::seconds(1);
  try {
    for (std::size_t done = 0; done < points.size();) {
      for (auto& [point, row] : finished.take()) {
        table.add(point, std::move(row));
        progress.at(++done);
      }
      if (Clock::now() < due) continue;
      table.write();
      due = Clock::now() + std::chrono::seconds(1);
    }
  } catch (...) {  // nothing can be kept: no reason to go on
    next = points.size();
    throw;
  }
}

// Throws ModelError where the model takes none of the axis's values: one line, not one a point.
void check_axis(const SweepAxis& axis, const std::string& text, const std::string& path) {
  std::optional<ModelError> first;
  for (const std::string& value : axis.values) {
    try {
      parse_model(text, path, {{axis.key, value}});
      return;
    } catch (const ModelError& error) {
      if (!first) first = error;
    }
  }
  if (first) throw *first;
}

}  // namespace

SweepAxis parse_axis(const std::string& text) {
  const auto [key, values] = key_and_values(text, "KEY=FIRST:LAST:STEP or KEY=VALUE,VALUE");
  const std::string where = "--over " + excerpt(key);
  SweepAxis axis{key, {}};
  const std::vector<std::string> ends = parts_of(values, ':');
  if (ends.size() == 1) {
    axis.values = parts_of(values, ',');
    for (const std::string& value : axis.values) check_value(value, where);
    return axis;
  }
  if (ends.size() != 3) throw ModelError(where + ": a range is FIRST:LAST:STEP");
  const double first = parse_number(ends[0], where), last = parse_number(ends[1], where),
               step = parse_number(ends[2], where);
  const double count = std::floor((last - first) / step + 1e-9) + 1;
  if (!(step != 0 && count >= 1 && count <= static_cast<double>(most_points))) {
    throw ModelError(where + ": " + excerpt(values) + " has no values, or over a million");
  }
  for (double k = 0; k < count; ++k)
    axis.values.push_back(fmt::format("{:.12g}", first + k * step));  // 0.6, not 0.6000000000000001
  return axis;
}

std::vector<SweepAxis> draw_axes(const std::vector<std::string>& ranges, std::uint64_t draws, std::uint64_t seed) {
  struct Range {
    double least, most;
    bool whole;
  };
  std::vector<SweepAxis> axes;
  std::vector<Range> ranges_of;
  for (const std::string& text : ranges) {
    const auto [key, values] = key_and_values(text, "KEY=LEAST:MOST with --draws");
    const std::vector<std::string> ends = parts_of(values, ':');
    const std::string where = "--over " + excerpt(key);
    if (ends.size() != 2) throw ModelError(where + ": with --draws a range is LEAST:MOST");
    const Range range = {parse_number(ends[0], where), parse_number(ends[1], where),
                         is_whole(ends[0]) && is_whole(ends[1])};
    if (!(range.least <= range.most)) throw ModelError(where + ": the range ends before it begins");
    axes.push_back({key, {}});
    ranges_of.push_back(range);
  }
  std::mt19937_64 random(seed);
  for (std::uint64_t k = 0; k < draws; ++k) {
    for (std::size_t a = 0; a < axes.size(); ++a) {
      const auto [least, most, whole] = ranges_of[a];
      const double unit = static_cast<double>(random() >> 11) * 0x1p-53;
      axes[a].values.push_back(
          number_text(whole ? std::floor(least + unit * (most - least + 1)) : least + unit * (most - least)));
    }
  }
  return axes;
}

std::vector<SweepPoint> points_of(const std::vector<SweepAxis>& axes, bool drawn) {
  std::vector<SweepPoint> points = {{}};
  if (drawn && !axes.empty()) points.resize(axes[0].values.size());
  for (const SweepAxis& axis : axes) {
    if (drawn) {
      for (std::size_t k = 0; k < points.size(); ++k) points[k].push_back(axis.values[k]);
      continue;
    }
    if (points.size() * axis.values.size() > most_points) throw ModelError("sweep: more than a million points");
    std::vector<SweepPoint> more;
    for (const SweepPoint& point : points) {
      for (const std::string& value : axis.values) {
        more.push_back(point);
        more.back().push_back(value);
      }
    }
    points = std::move(more);
  }
  return points;
}

SweepTable run_sweep(const SweepOptions& options) {
  const std::string text = read_input(options.path, "a model file", largest_model_file);
  // What is wrong at all points is no error of every row.
  const Network network = parse_model(text, options.path);
  if (!options.duration.empty()) parse_time_ms(options.duration, "--duration");
  std::vector<std::string> keys;
  for (const SweepAxis& axis : options.axes) {
    if (std::find(keys.begin(), keys.end(), axis.key) != keys.end())
      throw ModelError("--over " + excerpt(axis.key) + ": given twice");
    keys.push_back(axis.key);
    check_axis(axis, text, options.path);
  }
  std::vector<SweepPoint> missing = points_of(options.axes, options.drawn);
  const OutputDirectory directory(options.directory);
  SweepTable table(keys, digest_of(text, network, options.duration), options.directory + "/sweep.csv");
  missing.erase(std::remove_if(missing.begin(), missing.end(), [&](const SweepPoint& p) { return table.has(p); }),
                missing.end());
  run_points(options, text, missing, table);
  table.write();
  if (gnuplot_available()) draw_sweep(table, options.directory + "/sweep");
  return table;
}

}  // namespace rheobase

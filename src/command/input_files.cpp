#include "command/input_files.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "rheobase/compiler.hpp"
#include "text/message.hpp"
#include "text/typed_number.hpp"

namespace rheobase {
namespace {

constexpr std::pair<const char*, std::uint32_t> kinds[] = {{"current", RHEO_ENCODE_CURRENT},
                                                           {"poisson", RHEO_ENCODE_POISSON},
                                                           {"population", RHEO_ENCODE_POPULATION},
                                                           {"latency", RHEO_ENCODE_LATENCY}};

// "NAME=FILE": the name may not hold '=', the file may.
std::pair<std::string, std::string> name_and_file(const std::string& option, const std::string& words,
                                                  const char* form) {
  const std::size_t equals = words.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == words.size()) {
    fail(option, excerpt(words) + ": write " + form);
  }
  return {words.substr(0, equals), words.substr(equals + 1)};
}

std::uint32_t population_of(const rheo_engine* engine, const std::string& name, const std::string& option) {
  std::uint32_t number = 0;
  if (rheo_find_population(engine, name.c_str(), &number) != RHEO_OK) {
    fail(option, "no population is called " + excerpt(name));
  }
  return number;
}

NumberTable table_of(const std::string& file) {
  NumberTable table = read_table(file);
  if (table.rows() == 0) fail(file, "holds no row");
  return table;
}

float value_at(const NumberTable& table, std::size_t row, std::size_t column) {
  const double x = table.at(row, column);
  if (!(std::fabs(x) <= static_cast<double>(RHEO_INPUT_LIMIT))) {
    fail(table.place(row), number_text(x) + " lies outside of -1e6 to 1e6");
  }
  return static_cast<float>(x);
}

void check_values(const NumberTable& table) {
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t column = 0; column < table.columns; ++column) value_at(table, row, column);
  }
}

bool read_number(const char*& at, const char* end, std::uint32_t& number) {
  const auto read = std::from_chars(at, end, number);
  at = read.ptr;
  return read.ec == std::errc();
}

bool take(const char*& at, const char* end, const char* word) {
  const std::size_t length = std::char_traits<char>::length(word);
  if (static_cast<std::size_t>(end - at) < length || !std::equal(word, word + length, at)) return false;
  at += length;
  return true;
}

// "[3]" or "[0..9]" behind a population's name, which it is cut off.
void read_neurons(std::string& name, rheo_encoder_options& options) {
  const std::size_t bracket = name.find('[');
  if (bracket == std::string::npos) return;
  const char *at = name.data() + bracket + 1, *const end = name.data() + name.size();
  bool good = read_number(at, end, options.first);
  std::uint32_t last = options.first;
  if (good && take(at, end, "..")) good = read_number(at, end, last);
  if (!good || !take(at, end, "]") || at != end || last < options.first) {
    fail("--sensor", excerpt(name) + ": neurons are written [7] or [0..9]");
  }
  options.count = last - options.first + 1;
  name.resize(bracket);
}

}  // namespace

void InputFileOptions::add_to(CLI::App& app) {
  const std::string group = "Inputs from files";
  app.add_option(
         "--currents", currents,
         "input currents of a population: a .csv or .npy, a row an interval, a column for each of its neurons or "
         "one for all (repeatable)")
      ->type_name("POP=FILE")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--sensor", sensors,
                 "a sensor's values, a .csv or .npy of one column, through an encoder with its defaults "
                 "(docs/sensors-and-motors.md): E[0..9]:population:-1..1=FILE (repeatable)")
      ->type_name("POP:KIND:LOW..HIGH=FILE")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--sensors", sensor_table,
                 "readings of all sensors over time, a .csv with a header: time_ms, then a column for each sensor, as "
                 "`replay --out` writes signals.csv. --sensor names a column in place of its FILE")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--input-every", every, "interval of a row, a multiple of the step (default: one step)")
      ->type_name("TIME")
      ->group(group);
}

std::vector<std::string> InputFileOptions::files() const {
  std::vector<std::string> out;
  if (!sensor_table.empty()) out.push_back(sensor_table);
  for (const auto* list : {&currents, &sensors}) {
    if (list == &sensors && !sensor_table.empty()) continue;  // names of columns
    for (const std::string& words : *list) out.push_back(words.substr(std::min(words.find('='), words.size() - 1) + 1));
  }
  return out;
}

InputFiles::InputFiles(const InputFileOptions& options, rheo_engine* engine, double dt_ms)
    : engine_(engine), dt_ms_(dt_ms) {
  const bool has_timed_rows_alone = !options.sensor_table.empty() && options.currents.empty();
  if (!options.every.empty()) {
    if (!options.given()) fail("--input-every", "write --currents or --sensor, whose rows it is about");
    if (has_timed_rows_alone) fail("--input-every", "the rows of --sensors have their times in the file");
    const double ms = parse_time_ms(options.every, "--input-every"), ticks = std::round(ms / dt_ms);
    if (!(ticks >= 1) || std::fabs(ticks * dt_ms - ms) > 1e-6 * ms) {
      fail("--input-every", options.every + " is not a multiple of the step, " + number_text(dt_ms) + " ms");
    }
    ticks_ = static_cast<std::uint64_t>(ticks);
  }
  if (!options.sensor_table.empty()) read_sensor_table(options);
  for (const std::string& words : options.currents) add_currents(words);
  for (const std::string& words : options.sensors) add_sensor(words);
}

InputFiles::~InputFiles() {
  for (const Sensor& sensor : sensors_) rheo_encoder_release(sensor.encoder);
}

void InputFiles::add_currents(const std::string& words) {
  const auto [name, file] = name_and_file("--currents", words, "POP=FILE");
  const std::uint32_t population = population_of(engine_, name, "--currents");
  for (const Currents& other : currents_) {
    if (other.population == population) fail("--currents", excerpt(name) + " is given twice");
  }
  const float none = 0;
  if (rheo_set_input(engine_, population, 0, 0, &none) != RHEO_OK) {
    fail("--currents", excerpt(name) + " takes no input: the model says input = true for those that do");
  }
  NumberTable table = table_of(file);
  const std::uint32_t size = rheo_population_size(engine_, population);
  if (table.columns != 1 && table.columns != size) {
    fail(file, "has " + std::to_string(table.columns) + " columns; " + name + " needs one, or one for each of its " +
                   std::to_string(size) + " neurons");
  }
  check_values(table);
  currents_.push_back({population, std::move(table)});
}

namespace {

std::string names_of_sensors(const NumberTable& table) {
  std::string names;
  for (std::size_t k = 1; k < table.names.size(); ++k) names += (k > 1 ? ", " : "") + excerpt(table.names[k]);
  return names.empty() ? "none" : names;
}

}  // namespace

void InputFiles::read_sensor_table(const InputFileOptions& options) {
  sensor_table_ = read_named_columns(options.sensor_table, "time_ms");
  const NumberTable& table = sensor_table_;
  if (options.sensors.empty()) {
    fail("--sensors", "write --sensor POP:KIND:LOW..HIGH=COLUMN for each sensor; the columns of " +
                          printable(options.sensor_table) + ": " + names_of_sensors(table));
  }
  if (table.rows() == 0) fail(options.sensor_table, "holds no row");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!std::isfinite(table.at(row, 0))) fail(table.place(row), "has no time");
    if (row > 0 && !(table.at(row, 0) > table.at(row - 1, 0))) {
      fail(table.place(row), "time_ms " + number_text(table.at(row, 0)) + " is not after that of the row above, " +
                                 number_text(table.at(row - 1, 0)));
    }
    for (std::size_t column = 1; column < table.columns; ++column) {
      if (!std::isnan(table.at(row, column))) value_at(table, row, column);
    }
  }
}

void InputFiles::add_sensor(const std::string& words) {
  const char* form = sensor_table_.names.empty() ? "POP:KIND:LOW..HIGH=FILE" : "POP:KIND:LOW..HIGH=COLUMN";
  const auto [description, file] = name_and_file("--sensor", words, form);
  const std::size_t second = description.rfind(':'), first = description.rfind(':', second - 1);
  if (second == std::string::npos || second == 0 || first == std::string::npos) {
    fail("--sensor", excerpt(words) + ": write " + form);
  }
  const std::string kind = description.substr(first + 1, second - first - 1);
  const auto* known = std::find_if(std::begin(kinds), std::end(kinds), [&](const auto& k) { return kind == k.first; });
  if (known == std::end(kinds)) {
    fail("--sensor", "no encoder is called " + excerpt(kind) + "; there are current, poisson, population and latency");
  }
  rheo_encoder_options options = rheo_default_encoder_options(known->second);
  const std::string range = description.substr(second + 1);
  const std::size_t dots = range.find("..");
  if (dots == std::string::npos)
    fail("--sensor", excerpt(words) + ": the sensor's range is written LOW..HIGH, as -1..1");
  options.value_low = static_cast<float>(parse_number(range.substr(0, dots), "--sensor " + excerpt(words)));
  options.value_high = static_cast<float>(parse_number(range.substr(dots + 2), "--sensor " + excerpt(words)));
  std::string name = description.substr(0, first);
  read_neurons(name, options);
  options.population = name.c_str();
  const std::uint32_t population = population_of(engine_, name, "--sensor");
  for (const Currents& other : currents_) {
    if (other.population == population) fail("--sensor", excerpt(name) + " has its currents from --currents");
  }
  NumberTable table;
  std::size_t column = 0;
  if (sensor_table_.names.empty()) {
    table = table_of(file);
    if (table.columns != 1) {
      fail(file, "has " + std::to_string(table.columns) +
                     " columns; a sensor's values are one; --sensors takes a table of several");
    }
    check_values(table);
  } else {
    const auto& names = sensor_table_.names;
    const auto found = std::find(names.begin() + 1, names.end(), file);
    if (found == names.end()) {
      fail("--sensor", excerpt(words) + ": --sensors has no column " + excerpt(file) + "; it has " +
                           names_of_sensors(sensor_table_));
    }
    column = static_cast<std::size_t>(found - names.begin());
  }
  std::size_t bytes = 0;
  rheo_status status = rheo_encoder_size(engine_, &options, &bytes);
  Sensor sensor = {std::move(table), column, std::numeric_limits<float>::quiet_NaN(), nullptr,
                   std::vector<std::uint64_t>((bytes + 7) / 8)};
  if (status == RHEO_OK) {
    status = rheo_encoder_init(sensor.memory.data(), bytes, engine_, &options, &sensor.encoder);
  }
  if (status != RHEO_OK) {
    const char* wrong = rheo_encoder_error_detail(engine_, &options).what;
    fail("--sensor", excerpt(words) + ": " + rheo_status_text(status) + (wrong != nullptr ? ": " : "") +
                         (wrong != nullptr ? wrong : ""));
  }
  sensors_.push_back(std::move(sensor));
}

void InputFiles::restart() {
  step_ = 0;
  next_row_ = 0;
  for (Sensor& sensor : sensors_) sensor.value = std::numeric_limits<float>::quiet_NaN();
}

void InputFiles::set() {
  const std::uint64_t row = step_ / ticks_;
  const bool begins = step_++ % ticks_ == 0;
  for (const Currents& c : currents_) {
    if (!begins || row >= c.table.rows()) continue;
    values_.resize(rheo_population_size(engine_, c.population));
    for (std::size_t k = 0; k < values_.size(); ++k) values_[k] = value_at(c.table, row, c.table.columns == 1 ? 0 : k);
    (void)rheo_set_input(engine_, c.population, 0, static_cast<std::uint32_t>(values_.size()), values_.data());
  }
  if (!sensor_table_.names.empty()) set_from_sensor_table();
  for (Sensor& sensor : sensors_) {
    const NumberTable& table = sensor.table;
    if (table.columns > 0) sensor.value = value_at(table, std::min<std::uint64_t>(row, table.rows() - 1), 0);
    if (!std::isnan(sensor.value))
      rheo_encode(sensor.encoder, sensor.value);  // at every step: it has pulses of its own
  }
}

// The rows whose time has come; time counts from the first row.
void InputFiles::set_from_sensor_table() {
  const NumberTable& table = sensor_table_;
  const double now_ms = table.at(0, 0) + static_cast<double>(step_ - 1) * dt_ms_;
  for (; next_row_ < table.rows() && table.at(next_row_, 0) <= now_ms + 1e-6 * dt_ms_; ++next_row_) {
    for (Sensor& sensor : sensors_) {
      if (!std::isnan(table.at(next_row_, sensor.column))) sensor.value = value_at(table, next_row_, sensor.column);
    }
  }
}

}  // namespace rheobase

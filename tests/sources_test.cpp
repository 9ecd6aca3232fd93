// Sources of spikes, which have no membrane: poisson, spikes (of a list), external (of the program).
#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>

#include "blackbox_helpers.hpp"
#include "image/checksum.hpp"
#include "image/format.hpp"
#include "observe/npy.hpp"
#include "rheobase/rheobase.hpp"
#include "source_helpers.hpp"
#include "temporary_path.hpp"

using namespace rheobase;
using test::compile_error;
using test::network_of;
using test::source;

namespace {

Population poisson(double size, Value rate_hz) {
  Population p = source("P", "poisson", size);
  p.parameters["rate"] = std::move(rate_hz);
  return p;
}

Population listed(std::vector<std::vector<double>> times_ms, double repeat_ms = 0) {
  Population p = source("L", "spikes", static_cast<double>(times_ms.size()));
  p.spikes.emplace().times_ms = std::move(times_ms);
  p.spikes->repeat_ms = repeat_ms;
  return p;
}

// All sources, and neurons that they drive.
Network all_sources(double size = 130) {
  Population rated = poisson(size, "40*r");
  rated.stimulus.emplace().current = "20 + 20*sin(t/10)";
  std::vector<std::vector<double>> times(65);
  for (std::size_t i = 0; i < times.size(); ++i) times[i] = {1.0 + static_cast<double>(i % 7), 20.0};
  Population cells = source("E", "izhikevich", size);
  cells.noise = 3;
  Network network = network_of({rated, listed(times, 25), source("X", "external", size), cells}, 0.5);
  for (const char* from : {"P", "L", "X"}) {
    Projection q;
    q.source = from;
    q.target = "E";
    q.weight = "4*r";
    q.probability = 0.3;
    network.connect(q);
  }
  return network;
}

void set_some(rheo_engine* engine, std::uint32_t population, std::uint64_t tick) {
  const std::uint32_t size = rheo_population_size(engine, population);
  const auto at = static_cast<std::uint32_t>(tick);
  const std::uint32_t neurons[] = {at % size, (at * 7 + 3) % size, size - 1 - at % size};
  if (at % 3 != 2) REQUIRE(rheo_set_spikes(engine, population, 3, neurons) == RHEO_OK);
}

std::vector<std::pair<std::uint64_t, std::uint32_t>> spikes_of(Simulation& s, std::uint32_t population,
                                                               std::uint64_t steps) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> spikes;
  for (std::uint64_t k = 1; k <= steps; ++k) {
    s.step();
    const std::uint64_t* bits = rheo_spikes(s.engine(), population, nullptr);
    for (std::uint32_t i = 0; i < rheo_population_size(s.engine(), population); ++i) {
      if ((bits[i / 64] >> (i % 64) & 1) != 0) spikes.emplace_back(k, i);
    }
  }
  return spikes;
}

using Spikes = std::vector<std::pair<std::uint64_t, std::uint32_t>>;

// Spikes of each neuron in `steps`.
std::vector<double> counts_of(Simulation& s, std::uint32_t population, std::uint64_t steps) {
  std::vector<double> counts(rheo_population_size(s.engine(), population));
  for (const auto& [tick, neuron] : spikes_of(s, population, steps)) counts[neuron] += 1;
  return counts;
}

}  // namespace

TEST_SUITE_BEGIN("sources");

TEST_CASE("Poisson neurons fire at their rates, each step anew, each on its own") {
  constexpr std::uint64_t steps = 40000;
  constexpr std::uint32_t size = 1000;
  Simulation s(network_of({poisson(size, "i < 500 ? 20 : 0.1*i")}, 0.5));
  std::vector<double> counts(size), twice(size), with_next(size);
  std::vector<bool> before(size);
  for (std::uint64_t k = 0; k < steps; ++k) {
    s.step();
    const std::uint64_t* bits = rheo_spikes(s.engine(), 0, nullptr);
    std::vector<bool> now(size);
    for (std::uint32_t i = 0; i < size; ++i) now[i] = (bits[i / 64] >> (i % 64) & 1) != 0;
    for (std::uint32_t i = 0; i < size; ++i) {
      counts[i] += now[i] ? 1 : 0;
      twice[i] += now[i] && before[i] ? 1 : 0;
      with_next[i] += now[i] && now[(i + 1) % size] ? 1 : 0;
    }
    before = now;
  }
  const auto p_of = [](std::uint32_t i) { return (i < 500 ? 20.0 : 0.1 * i) * 0.0005; };
  double squares = 0, pairs = 0, expected_pairs = 0, neighbours = 0, expected_neighbours = 0;
  for (std::uint32_t i = 0; i < size; ++i) {
    const double mean = p_of(i) * steps, variance = mean * (1 - p_of(i));
    CHECK(std::fabs(counts[i] - mean) < 5 * std::sqrt(variance));
    squares += (counts[i] - mean) * (counts[i] - mean) / variance;
    pairs += twice[i];
    expected_pairs += p_of(i) * p_of(i) * (steps - 1);
    neighbours += with_next[i];
    expected_neighbours += p_of(i) * p_of((i + 1) % size) * steps;
  }
  CHECK(std::fabs(squares - size) < 4 * std::sqrt(2.0 * size));  // chi squared
  CHECK(std::fabs(pairs - expected_pairs) < 4 * std::sqrt(expected_pairs));
  CHECK(std::fabs(neighbours - expected_neighbours) < 4 * std::sqrt(expected_neighbours));
}

TEST_CASE("rate, stimulus and the program's input add up to the rate, from 0 to one spike a step") {
  Population p = poisson(3000, 10);
  p.input = true;
  p.stimulus.emplace().current = "t < 1000 ? 30 : -500";
  Network network = network_of({p});
  network.duration_ms = 3000;
  Simulation s(network);
  const std::vector<float> more(3000, 60.0f), fast(3000, 1500.0f), one_a_step(3000, 990.0f);
  const auto rate_hz = [&](std::uint64_t steps) {
    double sum = 0;
    for (const double count : counts_of(s, 0, steps)) sum += count;
    return sum / 3000 / (static_cast<double>(steps) * 1e-3);
  };
  CHECK(std::fabs(rate_hz(500) - 40) < 4 * std::sqrt(40 / (3000 * 0.5)));
  REQUIRE(rheo_set_input(s.engine(), 0, 0, 3000, more.data()) == RHEO_OK);
  CHECK(std::fabs(rate_hz(500) - 100) < 4 * std::sqrt(100 / (3000 * 0.5)));
  CHECK(rate_hz(500) == 0);  // below 0: silent
  CHECK(rheo_steps_at_limit(s.engine(), 0) == 0);
  REQUIRE(rheo_set_input(s.engine(), 0, 0, 3000, fast.data()) == RHEO_OK);
  CHECK(rate_hz(100) == 1000);
  CHECK(rheo_steps_at_limit(s.engine(), 0) == 3000 * 100);
  s.run_steps(1400);  // until the stimulus has ended
  const std::uint64_t before = rheo_steps_at_limit(s.engine(), 0);
  REQUIRE(rheo_set_input(s.engine(), 0, 0, 3000, one_a_step.data()) == RHEO_OK);
  CHECK(rate_hz(100) == 1000);  // 10 + 990: exactly one a step
  CHECK(rheo_steps_at_limit(s.engine(), 0) == before);
}

TEST_CASE("the noise seed draws the spikes anew") {
  const Image image = compile(network_of({poisson(100, 20)}));
  SimulationOptions other;
  other.noise_seed = 5;
  Image copies[3] = {Image(image.size()), Image(image.size()), Image(image.size())};
  for (Image& copy : copies) std::memcpy(copy.data(), image.data(), image.size());
  Simulation a(std::move(copies[0])), b(std::move(copies[1])), c(std::move(copies[2]), other);
  for (Simulation* s : {&a, &b, &c}) s->run_steps(500);
  CHECK(rheo_spike_hash(a.engine()) == rheo_spike_hash(b.engine()));
  CHECK(rheo_spike_hash(a.engine()) != rheo_spike_hash(c.engine()));
}

TEST_CASE("a list plays at the labels it names, the nearest step where there is none, and comes again") {
  Simulation once(network_of({listed({{10, 3.2}, {}, {0.5, 3}})}, 0.5));
  CHECK(spikes_of(once, 0, 200) == Spikes{{1, 2}, {6, 0}, {6, 2}, {20, 0}});
  Simulation again(network_of({listed({{2}, {5}}, 5)}));
  CHECK(spikes_of(again, 0, 14) == Spikes{{2, 0}, {5, 1}, {7, 0}, {10, 1}, {12, 0}});
}

TEST_CASE("a list comes from a file, in any order") {
  const std::string base = test::temporary_path("rheobase_sources");
  const std::string csv = base + ".csv", npy = base + ".npy";
  std::ofstream(csv) << "time_ms,neuron\n7,1\n3,0\n3,2\n";
  const std::vector<double> rows = {7, 1, 3, 0, 3, 2};
  std::string bytes = npy_header("'<f8'", {3, 2});
  bytes.append(reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(double));
  std::ofstream(npy, std::ios::binary) << bytes;
  for (const std::string& file : {csv, npy}) {
    Population p = source("L", "spikes", 3);
    p.spikes.emplace().file = file;
    Simulation s(network_of({p}));
    CHECK(spikes_of(s, 0, 20) == Spikes{{3, 0}, {3, 2}, {7, 1}});
  }
  std::ofstream(csv) << "time_ms,neuron\n7,1\n3,4\n";
  Population p = source("L", "spikes", 3);
  p.spikes.emplace().file = csv;
  CHECK(compile_error(network_of({p})) == csv + ":3: neuron is 4; neurons of L are numbered from 0 to 2");
  std::ofstream(csv) << "7,1\n0.4,2\n";
  CHECK(compile_error(network_of({p})) ==
        csv + ":2: a spike of neuron 2 of L at 0.4 ms is before the first step ends, at 1 ms");
  std::ofstream(csv) << "7,1\n6.9,1\n";
  CHECK(compile_error(network_of({p})) == csv + ":2: two spikes of neuron 1 of L in the step that ends at 7 ms");
  std::ofstream(csv) << "7,1,4\n";
  CHECK(compile_error(network_of({p})) == csv + ": has 3 columns; a list of spikes has two, time_ms and neuron");
  std::filesystem::remove(csv);
  std::filesystem::remove(npy);
}

TEST_CASE("external neurons fire in the step after they are set, once") {
  Simulation s(network_of({source("X", "external", 70), poisson(3, 1)}));
  rheo_engine* net = s.engine();
  const std::uint32_t some[] = {69, 3, 3}, outside[] = {4, 70};
  REQUIRE(rheo_set_spikes(net, 0, 3, some) == RHEO_OK);
  CHECK(rheo_set_spikes(net, 0, 2, outside) == RHEO_E_RANGE);
  CHECK(rheo_set_spikes(net, 2, 0, some) == RHEO_E_RANGE);
  CHECK(rheo_set_spikes(net, 1, 1, some) == RHEO_E_NO_INPUT);
  CHECK(spikes_of(s, 0, 3) == Spikes{{1, 3}, {1, 69}});
  const std::uint64_t words[] = {0x11, 0x20}, beyond[] = {0x40};
  REQUIRE(rheo_set_spike_words(net, 0, 0, 2, words) == RHEO_OK);
  REQUIRE(rheo_set_spike_words(net, 0, 1, 1, words) == RHEO_OK);
  CHECK(rheo_set_spike_words(net, 0, 1, 1, beyond) == RHEO_E_RANGE);
  CHECK(rheo_set_spike_words(net, 0, 1, 2, words) == RHEO_E_RANGE);
  CHECK(rheo_set_spike_words(net, 0, UINT32_MAX, 2, words) == RHEO_E_RANGE);
  CHECK(rheo_set_spike_words(net, 1, 0, 1, words) == RHEO_E_NO_INPUT);
  CHECK(spikes_of(s, 0, 2) == Spikes{{1, 0}, {1, 4}, {1, 64}, {1, 68}, {1, 69}});
  const Engine engine(net);
  REQUIRE(engine.set_spikes(0, {some, 2}) == RHEO_OK);
  rheo_reset(net);
  CHECK(spikes_of(s, 0, 2).empty());
}

TEST_CASE("sources give the same spikes on every target, in any number of threads") {
  for (const double size : {1.0, 15.0, 64.0, 130.0}) {
    std::uint64_t state = 0, spikes = 0;
    const auto run = [&](const SimulationOptions& options) {
      Simulation s(all_sources(size), {}, options);
      for (std::uint64_t k = 0; k < 400; ++k) {
        set_some(s.engine(), 2, k);
        s.step();
      }
      if (spikes == 0) spikes = rheo_spike_hash(s.engine()), state = rheo_state_hash(s.engine());
      CHECK(rheo_spike_hash(s.engine()) == spikes);
      CHECK(rheo_state_hash(s.engine()) == state);
    };
    for (std::uint32_t i = 0; const char* name = rheo_target_name(i); ++i) run({name, std::nullopt, 1});
    for (const std::uint32_t threads : {2u, 3u}) run({"", std::nullopt, threads, false, true});
  }
}

TEST_CASE("a snapshot holds what is set for the next step") {
  Simulation a(all_sources()), b(all_sources());
  for (std::uint64_t k = 0; k < 101; ++k) {
    set_some(a.engine(), 2, k);
    a.step();
  }
  set_some(a.engine(), 2, 102);
  b.restore(a.snapshot());
  for (Simulation* s : {&a, &b}) s->run_steps(200);
  CHECK(rheo_spike_hash(a.engine()) == rheo_spike_hash(b.engine()));
  CHECK(rheo_state_hash(a.engine()) == rheo_state_hash(b.engine()));
}

TEST_CASE("after a swap a list is the new image's, one without spikes too") {
  const auto list = [](std::vector<double> times_ms) { return network_of({listed({std::move(times_ms)}, 4)}); };
  Simulation s(list({2, 3}));
  CHECK(spikes_of(s, 0, 6) == Spikes{{2, 0}, {3, 0}, {6, 0}});
  s.swap_image(compile(list({})));
  CHECK(spikes_of(s, 0, 8).empty());
  s.swap_image(compile(list({1})));
  CHECK(spikes_of(s, 0, 6) == Spikes{{3, 0}});
}

TEST_CASE("the black box records the spikes that were set") {
  Simulation s(all_sources());
  const rheo_blackbox_options options = test::every(10, 150);
  LogOptions log_options;
  log_options.bytes = 1u << 21;
  log_options.segments = 4;
  const LogShape shape = log_shape(log_options, s.snapshot().size() + 56);
  test::Disk disk(shape.file_bytes());
  LogWriter writer(disk, shape, -1, 77);
  test::Box box(s, options);
  for (std::uint64_t k = 0; k < 400; ++k) {
    set_some(s.engine(), 2, k);
    rheo_blackbox_record(box.get());
    if (k % 5 == 0) {  // what comes after a record, in another one
      const std::uint32_t late = static_cast<std::uint32_t>(k % 130);
      REQUIRE(rheo_set_spikes(s.engine(), 2, 1, &late) == RHEO_OK);
      rheo_blackbox_record(box.get());
    }
    box.drain(writer);
    s.step();
  }
  rheo_blackbox_record(box.get());
  rheo_blackbox_record_hash(box.get());
  box.drain(writer);
  const Log log(disk.after(disk.written()), "log");
  const ReplayReport report = replay(log, test::images_of({all_sources()}));
  CHECK(!report.divergence);
  CHECK(report.steps == 400);
  CHECK(report.gaps == 0);
}

TEST_CASE("a source has no membrane and no room for one") {
  Simulation s(all_sources());
  for (std::uint32_t p = 0; p < 3; ++p) {
    CHECK(rheo_v(s.engine(), p) == nullptr);
    CHECK(rheo_u(s.engine(), p) == nullptr);
    CHECK(rheo_state(s.engine(), p, "v") == nullptr);
    CHECK(rheo_state_name(s.engine(), p, 0) == nullptr);
  }
  CHECK(rheo_v(s.engine(), 3) != nullptr);
  const std::uint64_t arena = Simulation(network_of({source("X", "external", 64000)})).memory_bytes();
  CHECK(arena < 64000 / 8 * 5);  // bits: two ticks, those set, and the count of limits, 8 bytes a word each
}

TEST_CASE("an image whose sources do not fit is malformed") {
  const Image sound = compile(all_sources());
  std::mt19937 random(3);
  const auto with = [&](std::uint32_t population, const auto& change) {
    Image image(sound.size());
    std::memcpy(image.data(), sound.data(), sound.size());
    auto& header = *reinterpret_cast<image::Header*>(image.data());
    auto* table =
        reinterpret_cast<image::Population*>(image.data() + std::size_t{header.population_table} * image::unit);
    auto* list = reinterpret_cast<std::uint32_t*>(image.data() + std::size_t{table[1].spike_list} * image::unit);
    change(table[population], list);
    header.checksum = image::checksum_of(image.data(), image.size());
    return rheo_image_check(image.data(), image.size());
  };
  CHECK(with(0, [](auto&, auto*) {}) == RHEO_OK);
  for (std::uint32_t p = 0; p < 3; ++p) {
    CHECK(with(p, [](auto& s, auto*) { s.integrator = 1; }) == RHEO_E_IMAGE_MALFORMED);
    CHECK(with(p, [](auto& s, auto*) { s.refractory_ticks = 1; }) == RHEO_E_IMAGE_MALFORMED);
    CHECK(with(p, [](auto& s, auto*) { s.noise_ticks = 2; }) == RHEO_E_IMAGE_MALFORMED);
    CHECK(with(p, [](auto& s, auto*) { s.flags |= image::has_noise; }) == RHEO_E_IMAGE_MALFORMED);
    CHECK(with(p, [](auto& s, auto*) { s.flags |= image::keeps_spike_age; }) == RHEO_E_IMAGE_MALFORMED);
    CHECK(with(p, [](auto& s, auto*) { s.model = 0; }) == RHEO_E_IMAGE_MALFORMED);
    if (p != 0) CHECK(with(p, [](auto& s, auto*) { s.flags |= image::has_input; }) == RHEO_E_IMAGE_MALFORMED);
    if (p != 1) CHECK(with(p, [](auto& s, auto*) { s.spike_period = 9; }) == RHEO_E_IMAGE_MALFORMED);
  }
  CHECK(with(3, [](auto& s, auto*) { s.spike_count = 1; }) == RHEO_E_IMAGE_MALFORMED);
  CHECK(with(1, [](auto& s, auto*) { s.spike_count += 1; }) == RHEO_E_IMAGE_MALFORMED);
  CHECK(with(1, [](auto& s, auto*) { s.spike_count += 100000; }) == RHEO_E_IMAGE_MALFORMED);
  CHECK(with(1, [](auto& s, auto*) { s.spike_period = 2; }) == RHEO_E_IMAGE_MALFORMED);
  CHECK(with(1, [](auto& s, auto* list) { list[s.spike_count] = 65; }) == RHEO_E_IMAGE_MALFORMED);
  CHECK(with(1, [](auto& s, auto* list) { list[s.spike_count + 1] = list[s.spike_count]; }) == RHEO_E_IMAGE_MALFORMED);
  CHECK(with(1, [](auto&, auto* list) { list[1] = 40; }) == RHEO_E_IMAGE_MALFORMED);
}

TEST_SUITE_END();

// What comes from outside with a right checksum: refused, or it runs as any other.
#include <doctest/doctest.h>

#include <algorithm>

#include "../fuzz/accepted_image.hpp"
#include "../fuzz/forge.hpp"
#include "../fuzz/signing.hpp"
#include "networks.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

struct Case {
  std::string name;
  Network network;
};

// One network for each integrator and each form of storage, with everything else an image has.
std::vector<Case> cases() {
  std::vector<Case> out;
  for (unsigned k = 0; k < storage_count; ++k) {
    const auto storage = static_cast<Storage>((k + 1) % storage_count);
    const auto integrator = static_cast<Integrator>(k % test::quadratic_integrators);
    Network network = test::cells(20, integrator, 1.0);
    network.event_budget = k % 3 == 0 ? 60.0 : 0.0;
    Population& cells = network.populations[0];
    cells.noise = "r";
    cells.noise_kind = static_cast<NoiseKind>(k % 3), cells.noise_tau_ms = k % 3 == 2 ? 5 : 0;
    cells.input = true;
    cells.refractory_ms = k % 2 == 0 ? 3 : 0;
    cells.spike_times = integrator == Integrator::riccati;
    cells.stimulus.emplace().current = "t < 20 ? 30 : 0";
    cells.stimulus->repeat = true;
    cells.channels[0].width_ms = k % 2 == 0 ? 2 : 1;
    cells.channels[0].interpolate = k % 4 == 0;
    for (const ChannelKind kind : {ChannelKind::decay, ChannelKind::hold}) {
      Channel slow;
      slow.name = kind == ChannelKind::decay ? "slow" : "held";
      slow.kind = kind;
      slow.clear_on_spike = kind == ChannelKind::hold;
      cells.channels.push_back(slow);
    }
    network.add(cells).name = "more";
    if (k >= 5) network.populations[1].model = "quadratic";
    network.duration_ms = 60;
    for (const char* channel : {"syn", "slow", "held"}) {
      Projection p;
      p.source = "cells";
      p.target = "more";
      p.channel = channel;
      p.weight = "10*r";
      p.delay_ms = 2;
      p.probability = 0.4;
      p.storage = storage;
      if (channel == std::string("slow") && k % 3 != 0) p.stp.emplace().tau_facil_ms = 30;
      network.connect(p);
    }
    out.push_back({std::string(name_of(integrator)) + ", " + name_of(storage), network});
  }
  return out;
}

// 64 neurons that excite and inhibit each other with all there is, and keep what arrives. Each has parameters of its
// own, no two alike, so that no plane is shared.
Network corner_network(Integrator integrator, double dt_ms, double threshold_mv) {
  Network network = test::cells(64, integrator, dt_ms);
  network.duration_ms = dt_ms;
  Population& p = network.populations[0];
  p.threshold_mv = threshold_mv;
  p.a = "i*1e-6";
  p.b = "i*3e-6";
  p.c = "-2e5 - i";
  p.d = "i + 1";
  p.v0 = "-3e5 - i";
  p.u0 = "i + 2";
  p.current = "i + 3";
  p.noise = "i + 4";
  p.input = true;
  p.spike_times = integrator == Integrator::riccati;
  p.noise_interval_ms = every_step;
  p.channels.clear();
  for (const bool subtract : {false, true}) {
    Channel c;
    c.name = subtract ? "down" : "up";
    c.kind = ChannelKind::hold;
    c.subtract = subtract;
    p.channels.push_back(c);
  }
  for (const char* channel : {"up", "down"}) {
    Projection q;
    q.source = q.target = "cells";
    q.channel = channel;
    q.weight = "1e6*r";
    q.delay_ms = every_step;
    q.storage = Storage::dense_i32;
    q.probability = 0.5;
    network.connect(q);
  }
  return network;
}

rheo_status check(const Image& image) { return rheo_image_check(image.data(), image.size()); }

std::byte* first_of(Image& image, FieldOwner owner) {
  switch (owner) {
    case FieldOwner::Population: return reinterpret_cast<std::byte*>(fuzz::populations(image));
    case FieldOwner::Channel: return reinterpret_cast<std::byte*>(fuzz::channels(image));
    case FieldOwner::Projection: return reinterpret_cast<std::byte*>(fuzz::projections(image));
    default: return image.data();
  }
}

// Values at the ends of their ranges and within, each neuron's its own.
class Corners {
 public:
  Image of_image(const Image& image, Integrator integrator) {
    Image forged = fuzz::copy_of(image);
    const image::Population& p = fuzz::populations(forged)[0];
    const auto fill = [&](std::uint32_t plane, std::initializer_list<float> values) {
      const image::Plane& values_at = image::View(forged.data()).planes(p)[plane];
      REQUIRE(values_at.stride == image::block_neurons);
      float* out = fuzz::at<float>(forged, values_at.offset);
      for (std::uint32_t i = 0; i < p.size; ++i) out[i] = one_of(values);
    };
    const bool riccati = integrator == Integrator::riccati;
    const float below = std::nextafter(p.threshold, -1e9f);
    fill(plane_a, {0, 1e-20f, 0.02f, riccati ? 0.632f : 1.0f});
    fill(plane_b, {-100, 0, 1e-20f, 0.2f, 100});
    fill(plane_c, {-most, -1e5f - 1, below});
    fill(plane_d, {-most, 0, 8, most});
    fill(image::plane_v0, {-most, -1e5f - 1, below});
    fill(plane_u0, {-most, 0, most});
    fill(image::plane_current, {-most, 0, 10, most});
    fill(image::plane_noise, {0, 1, most});
    if (riccati) fill(izhikevich_kz_mean, {0, 1e-20f, 0.04f * p.dt * p.dt});
    for (std::uint32_t c = 0; c < fuzz::header(forged).channels; ++c) {
      image::Channel& channel = fuzz::channels(forged)[c];
      channel.exponent = limits::least_exponent;
      channel.scale = std::ldexp(1.0f, -channel.exponent);
    }
    fuzz::sign(forged);
    return forged;
  }

  std::vector<std::byte> of_snapshot(const Image& image) {
    std::vector<std::byte> bytes = Simulation(fuzz::copy_of(image)).snapshot();
    const image::View view(image.data());
    const image::Population& p = view.population(0);
    const bool riccati = p.integrator == static_cast<std::uint32_t>(Integrator::riccati);
    const float v_most = riccati ? std::nextafter(p.threshold, -1e9f) : most;
    walk_snapshot(view, [&](const State& s, std::uint64_t offset) {
      for (std::uint64_t k = 0; holds_floats(s.kind) && k < s.count; ++k) {
        float x = 0;
        if (s.kind == StateKind::v) x = one_of({-most, std::min(-65.0f, v_most), v_most});
        if (s.kind == StateKind::u) x = one_of({-limits::most_u, -most, 0, limits::most_u});
        if (s.kind == StateKind::input) x = one_of({-most, 0, most});
        if (s.kind == StateKind::current) x = one_of({-limits::most_current, -1, 0, limits::most_current});
        std::memcpy(bytes.data() + offset + k * 4, &x, sizeof x);
      }
    });
    fuzz::sign_snapshot(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size());
    return bytes;
  }

 private:
  static constexpr float most = limits::most_parameter;
  float one_of(std::initializer_list<float> values) { return values.begin()[random_() % values.size()]; }
  std::mt19937 random_{64};
};

}  // namespace

TEST_SUITE_BEGIN("trust");

TEST_CASE("every field of an image has a range, and what lies outside it is malformed") {
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    const Image image = compile(c.network);
    REQUIRE(check(image) == RHEO_OK);
    int tried = 0;
    for (const fuzz::NamedRule& named : fuzz::image_rules()) {
      CAPTURE(named.owner);
      CAPTURE(named.field);
      const std::size_t bytes = fuzz::element_bytes(named.rule);
      for (const fuzz::ElementBits value : fuzz::refused_by(named.rule)) {
        for (std::size_t k = 0; k < named.rule.bytes; k += bytes) {
          Image forged = fuzz::copy_of(image);
          std::memcpy(first_of(forged, named.rule.owner) + named.rule.offset + k, &value, bytes);
          fuzz::sign(forged);
          CAPTURE(value);
          const rheo_status status = check(forged);
          CHECK((status == RHEO_E_IMAGE_MALFORMED || status == RHEO_E_IMAGE_MAGIC || status == RHEO_E_IMAGE_VERSION));
          ++tried;
        }
      }
    }
    CHECK(tried > 250);
  }
}

TEST_CASE("sections are those that the list names, and no two of them overlap") {
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    const Image image = compile(c.network);
    const image::View view(image.data());
    const image::Header& h = view.header();
    const std::vector<std::uint32_t> starts(view.at<std::uint32_t>(h.sections),
                                            view.at<std::uint32_t>(h.sections) + h.section_count);
    // `place` names an offset of a copy; `alias_units`: data of this size may be shared, 0: nothing may.
    const auto only_whole_sections = [&](auto place, std::uint64_t alias_units) {
      std::vector<std::uint32_t> elsewhere = starts;
      for (const std::uint32_t start : starts) elsewhere.insert(elsewhere.end(), {start - 1, start + 1});
      elsewhere.insert(elsewhere.end(), {0u, 1u, 0x7FFFFFFFu, 0xFFFFFFFFu});
      for (const std::uint32_t offset : elsewhere) {
        Image forged = fuzz::copy_of(image);
        std::uint32_t& field = place(forged);
        if (field == offset) continue;
        field = offset;
        fuzz::sign(forged);
        if (check(forged) != RHEO_OK) continue;
        const auto start = std::find(starts.begin(), starts.end(), offset);
        CAPTURE(offset);
        REQUIRE(start != starts.end());
        REQUIRE(offset < h.population_table);
        CHECK(start[1] - *start == alias_units);
      }
    };
    const image::Population& more = view.population(1);
    for (unsigned k = 0; k < more.plane_count; ++k) {
      only_whole_sections(
          [&](Image& i) -> std::uint32_t& { return fuzz::planes(i, fuzz::populations(i)[1])[k].offset; },
          image::plane_floats(more, view.planes(more)[k]) * 4 / image::unit);
    }
    only_whole_sections([](Image& i) -> std::uint32_t& { return fuzz::populations(i)[1].planes; },
                        (more.plane_count * 8 + 63) / image::unit);
    only_whole_sections([](Image& i) -> std::uint32_t& { return fuzz::populations(i)[0].stimulus; },
                        (view.population(0).stimulus_count * 4 + 63) / image::unit);
    const auto units = [&](std::uint32_t offset) {
      const auto start = std::find(starts.begin(), starts.end(), offset);
      return offset == 0 ? 0u : start[1] - *start;
    };
    const image::Projection& p = view.projection(0);
    only_whole_sections([](Image& i) -> std::uint32_t& { return fuzz::projections(i)[0].weights; }, units(p.weights));
    only_whole_sections([](Image& i) -> std::uint32_t& { return fuzz::projections(i)[0].rows; }, units(p.rows));
    only_whole_sections([](Image& i) -> std::uint32_t& { return fuzz::projections(i)[0].values; }, units(p.values));
    using H = image::Header;
    for (std::uint32_t H::*table :
         {&H::population_table, &H::channel_table, &H::projection_table, &H::strings, &H::sections}) {
      only_whole_sections([&](Image& i) -> std::uint32_t& { return fuzz::header(i).*table; }, 0);
    }
    for (std::uint32_t k = 0; k < h.section_count; ++k) {  // the list itself: nothing else tiles the image
      for (const std::uint32_t off : {~0u, 1u}) {
        Image forged = fuzz::copy_of(image);
        fuzz::at<std::uint32_t>(forged, h.sections)[k] += off;
        fuzz::sign(forged);
        CHECK(check(forged) == RHEO_E_IMAGE_MALFORMED);
      }
    }
  }
}

TEST_CASE("a forged image that is accepted stays finite, with the same bits on every target") {
  fuzz::Forger forger(20260);
  int accepted = 0, refused = 0;
  const std::vector<Case> networks = cases();
  constexpr int forgeries = 20000;
  for (const Case& c : networks) {
    CAPTURE(c.name);
    const Image image = compile(c.network);
    REQUIRE(fuzz::fault_of(image, 64) == "");
    for (int k = 0; k < forgeries / static_cast<int>(networks.size()); ++k) {
      CAPTURE(k);
      const Image forged = forger.forge(image);
      std::size_t bytes = 0;
      if (rheo_engine_size(forged.data(), forged.size(), nullptr, &bytes) != RHEO_OK) {
        ++refused;
        continue;
      }
      ++accepted;
      fuzz::inspect(forged);
      if (bytes <= fuzz::memory_most) CHECK(fuzz::fault_of(forged, 48) == "");
    }
  }
  MESSAGE(accepted, " accepted, ", refused, " refused");
  CHECK(accepted > forgeries / 10);
  CHECK(refused > forgeries / 10);
}

TEST_CASE("at every corner of the ranges a state stays finite, with the same bits on every target") {
  Corners corners;
  for (unsigned k = 0; k < test::quadratic_integrators; ++k) {
    const auto integrator = static_cast<Integrator>(k);
    for (const double dt_ms : {0.001, 0.1, 1.0, 10.0, 100.0}) {
      for (const double threshold : {integrator == Integrator::riccati ? -1999.0 : -1e5, -62.5, 30.0, 1e5}) {
        CAPTURE(std::string(name_of(integrator)));
        CAPTURE(dt_ms);
        CAPTURE(threshold);
        const Image image = compile(corner_network(integrator, dt_ms, threshold));
        for (int round = 0; round < 4; ++round) {
          const Image forged = corners.of_image(image, integrator);
          REQUIRE(check(forged) == RHEO_OK);
          CHECK(fuzz::fault_of(forged, 96) == "");
          const std::vector<std::byte> snapshot = corners.of_snapshot(forged);
          CHECK(fuzz::fault_of(forged, 32, &snapshot) == "");
        }
      }
    }
  }
}

TEST_CASE("every field of a snapshot has a range, and what lies outside it is malformed") {
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    Simulation s(c.network);
    s.run_steps(30);
    const std::vector<std::byte> sound = s.snapshot();
    const auto refuses = [&](std::size_t at, const void* value, std::size_t bytes) {
      std::vector<std::byte> forged = sound;
      std::memcpy(forged.data() + at, value, bytes);
      fuzz::sign_snapshot(reinterpret_cast<unsigned char*>(forged.data()), forged.size());
      return rheo_restore(s.engine(), forged.data(), forged.size()) != RHEO_OK;
    };
    for (const fuzz::NamedRule& named : fuzz::snapshot_rules()) {
      CAPTURE(named.field);
      const std::size_t base = named.rule.owner == FieldOwner::SnapshotClocks ? sizeof(SnapshotHeader) : 0;
      const std::size_t bytes = fuzz::element_bytes(named.rule);
      for (const fuzz::ElementBits value : fuzz::refused_by(named.rule)) {
        for (std::size_t k = 0; k < named.rule.bytes; k += bytes) {
          CHECK(refuses(base + named.rule.offset + k, &value, bytes));
        }
      }
    }
    walk_snapshot(image::View(s.image().data()), [&](const State& state, std::uint64_t offset) {
      if (!holds_floats(state.kind)) return;
      CAPTURE(state.name);
      const float inf = std::numeric_limits<float>::infinity();
      for (const float x : {3e38f, -3e38f, inf, -inf, std::numeric_limits<float>::quiet_NaN(), 1e-42f}) {
        CHECK(refuses(offset, &x, sizeof x));
      }
    });
    CHECK(s.snapshot() == sound);  // nothing was taken
  }
}

TEST_CASE("a forged snapshot that is accepted stays finite, with the same bits on every target") {
  std::mt19937 random(7);
  int accepted = 0, refused = 0;
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    Simulation s(c.network);
    s.run_steps(30);
    const std::vector<std::byte> sound = s.snapshot();
    const std::size_t front = sizeof(SnapshotHeader) + 2 * sizeof(SnapshotClocks);
    for (int k = 0; k < 600; ++k) {
      CAPTURE(k);
      std::vector<std::byte> forged = sound;
      const std::size_t at = (k % 3 == 0 ? random() % front : random() % sound.size()) / 4 * 4;
      const float floats[] = {1e6f, -1e6f, limits::most_u, limits::most_current, 3e38f, 1e-42f, 29.0f};
      const std::uint32_t values[] = {0,
                                      1,
                                      0x7FFFFFFFu,
                                      0xFFFFFFFFu,
                                      static_cast<std::uint32_t>(random()),
                                      static_cast<std::uint32_t>(fuzz::bits_of(floats[random() % 7]))};
      std::memcpy(forged.data() + at, &values[random() % 6], 4);
      fuzz::sign_snapshot(reinterpret_cast<unsigned char*>(forged.data()), forged.size());
      if (rheo_restore(s.engine(), forged.data(), forged.size()) != RHEO_OK) {
        ++refused;
        continue;
      }
      ++accepted;
      CHECK(fuzz::fault_of(s.image(), 24, &forged) == "");
    }
  }
  MESSAGE(accepted, " accepted, ", refused, " refused");
  CHECK(accepted > 600);
  CHECK(refused > 600);
}

TEST_CASE("an image that was moved from is empty") {
  Image a = compile(cases()[0].network);
  const std::size_t size = a.size();
  Image b(std::move(a));
  CHECK((a.size() == 0 && a.data() == nullptr && b.size() == size));  // NOLINT(bugprone-use-after-move)
  Image c(64);
  c = std::move(b);
  CHECK((b.size() == 0 && b.data() == nullptr && c.size() == size));  // NOLINT(bugprone-use-after-move)
  Image& same = c;
  c = std::move(same);
  CHECK(c.size() == size);
  CHECK(rheo_image_check(b.data(), b.size()) == RHEO_E_NULL);  // NOLINT(bugprone-use-after-move)
  a = compile(cases()[0].network);
  CHECK(check(a) == RHEO_OK);
}

TEST_SUITE_END();

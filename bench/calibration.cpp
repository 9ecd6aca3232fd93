#include "calibration.hpp"

#include <cfloat>
#include <cstring>

#include "image/checksum.hpp"
#include "image/view.hpp"

namespace rheobase::bench {
namespace {

using Named = std::pair<std::string, Network>;

Network base(double size, Integrator integrator = Integrator::izhikevich2003) {
  Network network;
  network.integrator = integrator;
  Population p;
  p.name = "A";
  p.size = size;
  network.add(p);
  return network;
}

template <class Change>
Named changed(const std::string& name, Network network, Change change) {
  change(network.populations.front());
  return {name, network};
}

// `sources` neurons that reach `targets` others with probability p.
Named wired(const std::string& name, double sources, double targets, Storage storage, double p, double pulse_ms = 1,
            int projections = 1) {
  Network network = base(sources);
  Population target = network.populations.front();
  target.name = "B";
  target.size = targets;
  target.channels.front().width_ms = pulse_ms;
  network.add(target);
  for (int k = 0; k < projections; ++k) {
    Projection projection;
    projection.source = "A";
    projection.target = "B";
    projection.probability = p;
    projection.weight = "0.01*r";
    projection.delay_ms = 1 + k;
    projection.storage = storage;
    network.connect(projection);
  }
  return {name, network};
}

Named budgeted(Named named) {
  named.second.event_budget = 1e9;
  return named;
}

void add_populations(std::vector<Named>& list) {
  const std::pair<const char*, Integrator> integrators[] = {{"euler", Integrator::euler},
                                                            {"izhikevich2003", Integrator::izhikevich2003},
                                                            {"riccati", Integrator::riccati},
                                                            {"rk2", Integrator::rk2},
                                                            {"rk4", Integrator::rk4}};
  for (const auto& [name, integrator] : integrators) {
    for (const double size : {64.0, 640.0, 2560.0}) {
      list.emplace_back(std::string(name) + "/" + std::to_string(static_cast<int>(size)), base(size, integrator));
    }
    list.push_back(changed(std::string(name) + "/noise", base(640, integrator), [](Population& p) { p.noise = 5; }));
  }
  Network many = base(64);
  for (int k = 1; k < 8; ++k) {
    Population p = many.populations.front();
    p.name += std::to_string(k);
    many.add(p);
  }
  list.emplace_back("populations", many);
  for (const Integrator integrator : {Integrator::izhikevich2003, Integrator::riccati}) {
    const std::string name = integrator == Integrator::riccati ? "riccati" : "izhikevich2003";
    const Network one = base(640, integrator);
    list.push_back(changed(name + "/input", one, [](Population& p) { p.input = true; }));
    list.push_back(changed(name + "/current", one, [](Population& p) { p.current = 3; }));
    list.push_back(changed(name + "/channels", one, [](Population& p) {
      for (int c = 0; c < 3; ++c) {
        p.channels.push_back(p.channels.front());
        p.channels.back().name += std::to_string(c);
      }
    }));
    list.push_back(changed(name + "/decay", one, [](Population& p) { p.channels.front().kind = ChannelKind::decay; }));
    list.push_back(changed(name + "/hold", one, [](Population& p) {
      p.channels.front().kind = ChannelKind::hold;
      p.channels.front().clear_on_spike = true;
      p.channels.front().subtract = true;
    }));
    list.push_back(changed(name + "/interpolate", one, [](Population& p) { p.channels.front().interpolate = true; }));
    list.push_back(changed(name + "/interpolated hold", one, [](Population& p) {
      p.channels.front().kind = ChannelKind::hold;
      p.channels.front().clear_on_spike = true;
      p.channels.front().interpolate = true;
    }));
  }
  list.push_back(
      changed("riccati/spike times", base(640, Integrator::riccati), [](Population& p) { p.spike_times = true; }));
  for (const double ms : {2.0, 6.0}) {
    list.push_back(changed("refractory/" + std::to_string(static_cast<int>(ms)), base(640),
                           [ms](Population& p) { p.refractory_ms = ms; }));
  }
}

void add_projections(std::vector<Named>& list) {
  const std::pair<const char*, Storage> storages[] = {{"dense_i16", Storage::dense_i16},
                                                      {"dense_i32", Storage::dense_i32},
                                                      {"sparse_i16", Storage::sparse_i16},
                                                      {"sparse_i32", Storage::sparse_i32}};
  for (const auto& [text, storage] : storages) {
    const std::string name = text;
    const bool dense = storage == Storage::dense_i16 || storage == Storage::dense_i32;
    const double p = dense ? 1.0 : 0.3;
    list.push_back(wired(name + "/64x64", 64, 64, storage, p));
    list.push_back(wired(name + "/64x640", 64, 640, storage, p));
    list.push_back(wired(name + "/640x64", 640, 64, storage, p));
    list.push_back(wired(name + "/640x640", 640, 640, storage, p));
    list.push_back(wired(name + "/71x640", 71, 640, storage, p));
    list.push_back(wired(name + "/7x640", 7, 640, storage, p));
    list.push_back(wired(name + "/640x320 pulse", 640, 320, storage, p, 3));
    list.push_back(wired(name + "/64x64 projections", 64, 64, storage, p, 1, 8));
  }
  list.push_back(wired("sparse_i16/thin", 640, 640, Storage::sparse_i16, 0.01));
  list.push_back(wired("sparse_i16/all", 640, 640, Storage::sparse_i16, 1));
  list.push_back(wired("sparse_i32/thin", 640, 640, Storage::sparse_i32, 0.01));
  list.push_back(wired("sparse_i32/all", 640, 640, Storage::sparse_i32, 1));
  // Budgets that nothing exceeds: all that waits is taken.
  for (const auto& [text, storage] : storages) {
    const std::string name = std::string("budget/") + text;
    list.push_back(budgeted(wired(name + "/64x64", 64, 64, storage, 0.3)));
    list.push_back(budgeted(wired(name + "/640x64", 640, 64, storage, 0.3)));
    list.push_back(budgeted(wired(name + "/640x640 pulse", 640, 640, storage, 0.3, 3)));
    list.push_back(budgeted(wired(name + "/64x64 projections", 64, 64, storage, 0.3, 1, 8)));
  }
}

template <class Change>
Image patched(const Image& image, Change change) {
  Image copy(image.size());
  std::memcpy(copy.data(), image.data(), image.size());
  auto& header = *reinterpret_cast<image::Header*>(copy.data());
  auto* populations =
      reinterpret_cast<image::Population*>(copy.data() + std::size_t{header.population_table} * image::unit);
  for (std::uint32_t i = 0; i < header.populations; ++i) change(i, populations[i]);
  header.checksum = image::checksum_of(copy.data(), copy.size());
  return copy;
}

}  // namespace

std::vector<Named> calibration_networks() {
  std::vector<Named> list;
  add_populations(list);
  add_projections(list);
  return list;
}

Image firing_variant(const Image& image) {
  const image::View view(image.data());
  return patched(all_fire_variant(image), [&](std::uint32_t i, image::Population& p) {
    p.refractory_ticks = view.population(i).refractory_ticks;
  });
}

Image quiet_variant(const Image& image) {
  return patched(image, [](std::uint32_t, image::Population& p) { p.threshold = FLT_MAX; });
}

}  // namespace rheobase::bench

#include "calibration.hpp"

#include <cstring>

#include "image/checksum.hpp"
#include "image/limits.hpp"
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

// `sources` neurons that reach `targets` others: a projection to begin with.
Network wired(double sources, double targets, Storage storage, double pulse_ms = 1) {
  Network network = base(sources);
  Population target = network.populations.front();
  target.name = "B";
  target.size = targets;
  target.channels.front().width_ms = pulse_ms;
  network.add(target);
  Projection projection;
  projection.source = "A";
  projection.target = "B";
  projection.weight = "0.01*r";
  projection.delay_ms = 1;
  projection.storage = storage;
  network.connect(projection);
  return network;
}

Network with_probability(Network network, double p) {
  network.projections.front().probability = p;
  return network;
}

// Eight of its projection, each with a delay of its own.
Network eightfold(Network network) {
  for (int k = 1; k < 8; ++k) {
    Projection another = network.projections.front();
    another.delay_ms = 1 + k;
    network.connect(another);
  }
  return network;
}

// Eight populations like its first.
Network eight_populations(Network network) {
  for (int k = 1; k < 8; ++k) {
    Population another = network.populations.front();
    another.name += std::to_string(k);
    network.add(another);
  }
  return network;
}

Network budgeted(Network network, double events = 1e9) {
  network.event_budget = events;
  return network;
}

void add_populations(std::vector<Named>& list) {
  const std::pair<const char*, Integrator> integrators[] = {
      {"euler", Integrator::euler},     {"izhikevich2003", Integrator::izhikevich2003},
      {"riccati", Integrator::riccati}, {"rk2", Integrator::rk2},
      {"rk4", Integrator::rk4},         {"izhikevich2004", Integrator::izhikevich2004}};
  for (const auto& [name, integrator] : integrators) {
    for (const double size : {64.0, 640.0, 2560.0}) {
      list.emplace_back(std::string(name) + "/" + std::to_string(static_cast<int>(size)), base(size, integrator));
      list.push_back(changed(std::string("quadratic ") + name + "/" + std::to_string(static_cast<int>(size)),
                             base(size, integrator), [](Population& p) { p.model = "quadratic"; }));
    }
    list.push_back(changed(std::string(name) + "/noise", base(640, integrator), [](Population& p) { p.noise = 5; }));
    for (const NoiseKind kind : {NoiseKind::uniform, NoiseKind::ou}) {
      list.push_back(changed(std::string(name) + (kind == NoiseKind::ou ? "/noise ou" : "/noise uniform"),
                             base(640, integrator), [kind](Population& p) {
                               p.noise = 5;
                               p.noise_kind = kind;
                               if (kind == NoiseKind::ou) p.noise_tau_ms = 10;
                             }));
    }
  }
  for (const Integrator integrator : {Integrator::euler, Integrator::izhikevich2003, Integrator::rk2, Integrator::rk4,
                                      Integrator::izhikevich2004, Integrator::exact}) {
    for (const double size : {64.0, 640.0, 2560.0}) {
      list.push_back(changed(std::string("lif ") + name_of(integrator) + "/" + std::to_string(static_cast<int>(size)),
                             base(size, Integrator::izhikevich2003), [integrator](Population& p) {
                               p.model = "lif";
                               p.integrator = integrator;
                               p.parameters["tau"] = 20;
                               p.threshold_mv = 1;
                             }));
    }
  }
  for (const Integrator integrator : {Integrator::euler, Integrator::izhikevich2003, Integrator::rk2, Integrator::rk4,
                                      Integrator::izhikevich2004, Integrator::exact}) {
    for (const double size : {64.0, 640.0, 2560.0}) {
      list.push_back(
          changed(std::string("integrator ") + name_of(integrator) + "/" + std::to_string(static_cast<int>(size)),
                  base(size), [integrator](Population& p) {
                    p.model = "integrator";
                    p.integrator = integrator;
                    p.threshold_mv = 1;
                  }));
    }
  }
  for (const char* model : {"poisson", "spikes", "external"}) {
    for (const double size : {3.0, 64.0, 640.0, 2560.0}) {
      const auto make_source = [&](Population& p) {
        p.model = model;
        p.channels.clear();
        if (p.model == "poisson") p.parameters["rate"] = 1;
        if (p.model == "spikes") p.spikes.emplace().times_ms.resize(static_cast<std::size_t>(size), {1.0});
      };
      Named one = changed(std::string(model) + "/" + std::to_string(static_cast<int>(size)), base(size), make_source);
      if (size < 64) one.second = eight_populations(one.second);
      list.push_back(one);
    }
  }
  for (const Integrator integrator : {Integrator::izhikevich2003, Integrator::riccati}) {
    for (const double size : {64.0, 3.0}) {
      for (const bool stimulus : {false, true}) {
        Network many = base(size, integrator);
        if (stimulus) many.populations.front().stimulus.emplace().current = "sin(t)";
        list.emplace_back(std::string("populations/") + name_of(integrator) + (size < 64 ? " small" : "") +
                              (stimulus ? " stimulus" : ""),
                          eight_populations(many));
      }
    }
  }
  for (const Integrator integrator : {Integrator::izhikevich2003, Integrator::riccati}) {
    for (const double size : {5.0, 20.0, 40.0}) {
      Network many = base(size, integrator);
      Population& first = many.populations.front();
      first.noise = 5;
      first.channels.assign(3, first.channels.front());
      for (std::size_t c = 0; c < 3; ++c) first.channels[c].name = std::to_string(c);
      first.channels.back().kind = ChannelKind::decay;
      list.emplace_back(
          std::string("populations/") + name_of(integrator) + "/" + std::to_string(static_cast<int>(size)),
          eight_populations(many));
    }
  }
  for (const Integrator integrator : {Integrator::izhikevich2003, Integrator::riccati}) {
    const std::string name = integrator == Integrator::riccati ? "riccati" : "izhikevich2003";
    const Network one = base(640, integrator);
    list.push_back(changed(name + "/input", one, [](Population& p) { p.input = true; }));
    list.push_back(changed(name + "/stimulus of each", one, [](Population& p) {
      p.stimulus.emplace().table = {std::vector<double>(640, 0.5)};
      p.stimulus->repeat = true;
    }));
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
    list.push_back(changed(name + "/kept hold", one, [](Population& p) {
      p.channels.front().kind = ChannelKind::hold;
      p.channels.front().subtract = true;
    }));
    list.push_back(changed(name + "/interpolate", one, [](Population& p) { p.channels.front().interpolate = true; }));
    const auto of_kind = [&](const std::string& kind_name, ChannelKind kind, bool conducts, double tau_rise_ms) {
      const auto change = [=](Population& p) {
        Channel& channel = p.channels.front();
        channel.kind = kind;
        channel.tau_rise_ms = tau_rise_ms;
        if (conducts) channel.reversal_mv = 0.0;
      };
      list.push_back(changed(name + "/" + kind_name, one, change));
      Network three = one;
      three.populations.front().channels.resize(3, three.populations.front().channels.front());
      for (std::size_t c = 0; c < 3; ++c) three.populations.front().channels[c].name += std::to_string(c);
      list.push_back(changed(name + "/three, of which " + kind_name, three, change));
    };
    of_kind("rise", ChannelKind::rise, false, 2);
    of_kind("conductance", ChannelKind::decay, true, 0);
    of_kind("rising conductance", ChannelKind::rise, true, 2);
    of_kind("nmda", ChannelKind::nmda, true, 0);
    of_kind("jump", ChannelKind::jump, false, 0);
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

void add_stored(std::vector<Named>& list, Storage storage) {
  const std::string name = name_of(storage);
  const bool dense = name.rfind("dense", 0) == 0;
  const auto net = [&](double sources, double targets, double pulse_ms = 1) {
    return with_probability(wired(sources, targets, storage, pulse_ms), dense ? 1.0 : 0.3);
  };
  list.emplace_back(name + "/64x64", net(64, 64));
  list.emplace_back(name + "/64x6", net(64, 6));
  list.emplace_back(name + "/64x640", net(64, 640));
  list.emplace_back(name + "/640x64", net(640, 64));
  list.emplace_back(name + "/640x640", net(640, 640));
  list.emplace_back(name + "/71x640", net(71, 640));
  list.emplace_back(name + "/7x640", net(7, 640));
  list.emplace_back(name + "/640x320 pulse", net(640, 320, 3));
  list.emplace_back(name + "/64x64 projections", eightfold(net(64, 64)));
  // Budgets that nothing exceeds: all that waits is taken.
  list.emplace_back("budget/" + name + "/64x64", budgeted(net(64, 64)));
  list.emplace_back("budget/" + name + "/640x64", budgeted(net(640, 64)));
  list.emplace_back("budget/" + name + "/640x640 pulse", budgeted(net(640, 640, 3)));
  list.emplace_back("budget/" + name + "/64x64 projections", budgeted(eightfold(net(64, 64))));
  // A tenth of the rows, all of one length: 64 a step.
  for (const double pulse_ms : {1.0, 3.0}) {
    Network tenth = wired(640, 192, storage, pulse_ms);
    if (!dense) tenth.projections.front().out_degree = 48;
    list.emplace_back("budget/" + name + (pulse_ms > 1 ? "/tenth pulse" : "/tenth"),
                      budgeted(tenth, 64 * (dense ? 192 : 48)));
  }
  if (dense) {  // rows of unequal length
    list.emplace_back(name + "/half", with_probability(wired(640, 64, storage), 0.5));
    list.emplace_back("budget/" + name + "/half", budgeted(with_probability(wired(640, 64, storage), 0.5)));
    return;
  }
  list.emplace_back(name + "/thin", with_probability(wired(640, 640, storage), 0.01));
  list.emplace_back(name + "/all", with_probability(wired(640, 640, storage), 1));
}

// From a population to itself, sources left out: what costs most.
Network recurrent(double size, double pulse_ms = 1) {
  Network network = base(size);
  network.populations.front().channels.front().width_ms = pulse_ms;
  Projection projection = wired(1, 1, Storage::procedural).projections.front();
  projection.target = "A";
  projection.self = false;
  network.connect(projection);
  return network;
}

void add_candidates(std::vector<Named>& list) {
  for (const auto& [kind, p] : {std::pair{"every", 1.0}, std::pair{"some", 0.4}}) {
    for (const char* weight : {"0.01", "0.01*r"}) {
      const std::string name = std::string("procedural/") + kind + " " + weight;
      const auto add = [&, p = p](const std::string& shape, Network network) {
        network.projections.front().weight = weight;
        list.emplace_back(name + "/" + shape, with_probability(network, p));
      };
      add("64x64", wired(64, 64, Storage::procedural));
      add("64x320", wired(64, 320, Storage::procedural));
      add("192x64", wired(192, 64, Storage::procedural));
      add("71x130", wired(71, 130, Storage::procedural));
      add("7x320", wired(7, 320, Storage::procedural));
      add("self 192", recurrent(192));
      add("self 320 pulse", recurrent(320, 3));
      add("64x64 projections", eightfold(wired(64, 64, Storage::procedural)));
      add("budget", budgeted(wired(128, 64, Storage::procedural)));
      if (p < 1) continue;  // rows differ in length: which of them a step takes is not known
      add("tenth", budgeted(wired(640, 64, Storage::procedural), 64 * 64));
    }
    list.emplace_back(std::string("procedural/") + kind + " self",
                      with_probability(recurrent(448), p > 0.5 ? 1 : 0.95));
  }
  for (const double p : {0.003, 0.02, 0.1, 0.95}) {
    list.emplace_back("procedural/some " + std::to_string(p),
                      with_probability(wired(128, 192, Storage::procedural), p));
    list.emplace_back("procedural/some wide " + std::to_string(p),
                      with_probability(wired(64, 1920, Storage::procedural), p));
  }
}

void add_few(std::vector<Named>& list) {
  for (const int degree : {1, 8, 9, 16, 17, 40, 100}) {
    for (const double size : {64.0, 71.0, 320.0}) {
      if (degree >= size) continue;
      Network network = recurrent(size, size > 100 && degree == 40 ? 3 : 1);
      network.projections.front().out_degree = degree;
      list.emplace_back("procedural/degree " + std::to_string(degree) + "/" + std::to_string(static_cast<int>(size)),
                        network);
    }
  }
  Network tenth = recurrent(640);
  tenth.projections.front().out_degree = 40;
  list.emplace_back("procedural/degree 40/budget", budgeted(tenth));
  list.emplace_back("procedural/degree 40/tenth", budgeted(tenth, 64 * 40));
  for (const char* weight : {"0.01", "0.01*r"}) {
    for (const double size : {64.0, 640.0}) {
      Network network = wired(size, size, Storage::procedural);
      network.projections.front().one_to_one = true;
      network.projections.front().weight = weight;
      const std::string name = std::string("procedural/one to one ") + weight;
      list.emplace_back(name + "/" + std::to_string(static_cast<int>(size)), network);
      list.emplace_back(name + "/budget " + std::to_string(static_cast<int>(size)), budgeted(network));
    }
  }
}

// Short-term plasticity whose decays have few constants, or many.
Network short_term(Network network, double tau_facil_ms = 0) {
  for (Projection& p : network.projections) {
    p.stp.emplace().tau_facil_ms = tau_facil_ms;
    p.stp->tau_rec_ms = tau_facil_ms > 0 ? 1e5 : 5;
  }
  return network;
}

void add_short_term(std::vector<Named>& list) {
  for (unsigned k = 1; k < storage_count; ++k) {
    const auto storage = static_cast<Storage>(k);
    const std::string name = std::string("stp/") + name_of(storage);
    const auto net = [&](double sources, double targets, double p) {
      return with_probability(wired(sources, targets, storage), p);
    };
    list.emplace_back(name + "/64x6", short_term(net(64, 6, 1)));
    list.emplace_back(name + "/640x6 long", short_term(net(640, 6, 1), 1e5));
    list.emplace_back(name + "/64x320", short_term(net(64, 320, 1)));
    list.emplace_back(name + "/64x320 some", short_term(net(64, 320, 0.3)));
    list.emplace_back(name + "/64x640 thin", short_term(net(64, 640, 0.01)));
    list.emplace_back(name + "/71x130", short_term(net(71, 130, 0.6), 1e5));
    list.emplace_back(name + "/64x64 projections", short_term(eightfold(net(64, 64, 0.5))));
  }
  for (const int degree : {1, 8, 40}) {
    Network network = recurrent(320);
    network.projections.front().out_degree = degree;
    list.emplace_back("stp/degree " + std::to_string(degree), short_term(network));
  }
  for (const double size : {64.0, 640.0}) {
    Network network = wired(size, size, Storage::procedural);
    network.projections.front().one_to_one = true;
    list.emplace_back("stp/one to one/" + std::to_string(static_cast<int>(size)), short_term(network));
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
  for (unsigned k = 1; k < storage_count; ++k) {
    const auto storage = static_cast<Storage>(k);
    if (storage != Storage::procedural) add_stored(list, storage);
  }
  add_candidates(list);
  add_few(list);
  add_short_term(list);
  for (Named& network : fixed_networks()) list.push_back(std::move(network));
  for (Named& network : learning_networks()) list.push_back(std::move(network));
  return list;
}

Image firing_variant(const Image& image) {
  const image::View view(image.data());
  return patched(all_fire_variant(image), [&](std::uint32_t i, image::Population& p) {
    p.refractory_ticks = view.population(i).refractory_ticks;
    p.flags |= view.population(i).flags & (image::refractory_within_step | image::refractory_holds_u);
  });
}

Image quiet_variant(const Image& image) {
  return patched(image, [](std::uint32_t, image::Population& p) { p.threshold = limits::most_threshold; });
}

}  // namespace rheobase::bench

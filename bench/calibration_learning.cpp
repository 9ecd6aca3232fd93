// Networks whose weights learn, by every rule.
#include <string>

#include "calibration.hpp"
#include "describe/plasticity_rules.hpp"

namespace rheobase::bench {
namespace {

Network learning(double sources, double targets, double probability, const char* rule, Storage storage) {
  Network network;
  network.integrator = Integrator::izhikevich2003;
  for (const auto& [name, size] : {std::pair{"A", sources}, std::pair{"B", targets}}) {
    Population p;
    p.name = name;
    p.size = size;
    network.add(p);
  }
  Projection p;
  p.source = "A";
  p.target = "B";
  p.probability = probability;
  p.weight = "0.3 + 0.4*r";
  p.storage = storage;
  Plasticity& plasticity = p.plasticity.emplace();
  plasticity.rule = rule;
  plasticity.update_interval_ms = every_step;
  network.connect(p);
  return network;
}

Network with_delays(Network network, const char* delay) {
  network.projections.front().delay_ms = delay;
  return network;
}

Network budgeted(Network network, double events) {
  network.event_budget = events;
  return network;
}

Network with_interval(Network network, double ms) {
  network.projections.front().plasticity->update_interval_ms = ms;
  return network;
}

Network with_powers(Network network) {
  network.projections.front().plasticity->parameters = {{"mu_plus", 0.3}, {"mu_minus", 0.3}};
  return network;
}

Network with_same_time(Network network, SameTime same_time) {
  network.projections.front().plasticity->same_time = same_time;
  return network;
}

}  // namespace

std::vector<std::pair<std::string, Network>> learning_networks() {
  std::vector<std::pair<std::string, Network>> list;
  for (const RuleName& rule : rule_names()) {
    if (rule.nearest) continue;  // the same kernels
    for (const Storage storage : {Storage::sparse_i16, Storage::sparse_i32}) {
      const std::string name = std::string("learning/") + rule.name + " " + name_of(storage);
      const auto net = [&](double sources, double targets, double p) {
        return learning(sources, targets, p, rule.name, storage);
      };
      list.emplace_back(name + "/64x64", net(64, 64, 1));
      list.emplace_back(name + "/320x6", net(320, 6, 1));
      list.emplace_back(name + "/6x320", net(6, 320, 1));
      list.emplace_back(name + "/130x130", net(130, 130, 0.3));
      list.emplace_back(name + "/640x640", net(640, 640, 0.002));
      list.emplace_back(name + "/delays", with_delays(net(100, 100, 0.2), "1 + floor(8*r2)"));
      // Fewer sources than targets that fire, and fewer rows swept than both.
      list.emplace_back(name + "/64x64 budget", budgeted(net(64, 64, 1), 64 * 8));
      list.emplace_back(name + "/320x6 budget", budgeted(net(320, 6, 1), 6 * 40));
      list.emplace_back(name + "/130x130 budget", budgeted(net(130, 130, 1), 130 * 10));
      list.emplace_back(name + "/64x64 interval", with_interval(net(64, 64, 1), 8));
      list.emplace_back(name + "/320x6 interval", with_interval(net(320, 6, 1), 8));
      if (std::string(rule.name) != "stdp") continue;
      list.emplace_back(name + "/powers", with_powers(net(100, 100, 0.3)));
      list.emplace_back(name + "/powers 64", with_powers(net(64, 64, 1)));
      list.emplace_back(name + "/pre first", with_same_time(net(100, 100, 0.3), SameTime::pre_first));
      list.emplace_back(name + "/post first", with_same_time(net(100, 100, 0.3), SameTime::post_first));
    }
  }
  return list;
}

}  // namespace rheobase::bench

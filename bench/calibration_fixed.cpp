// Networks whose neurons are advanced in integers.
#include <string>

#include "calibration.hpp"

namespace rheobase::bench {
namespace {

// The first is the plain one, of which there are three sizes.
struct Kind {
  const char* name;
  void (*change)(Population&);
};
constexpr Kind kinds[] = {
    {"", [](Population&) {}},
    {"noise", [](Population& p) { p.noise = 5; }},
    {"interpolated", [](Population& p) { p.channels[0].interpolate = true; }},
    {"decays",
     [](Population& p) {
       p.channels.resize(3);
       for (std::size_t c = 0; c < 3; ++c) p.channels[c].kind = ChannelKind::decay, p.channels[c].name = "abc"[c];
     }},
    {"refractory", [](Population& p) { p.refractory_ms = 2; }},
    {"input", [](Population& p) { p.input = true, p.current = "r"; }},
};

Network in_integers(const std::string& model, double size, const Kind& kind) {
  Network network;
  Population p;
  p.name = "N";
  p.size = size;
  p.model = model;
  p.integrator = Integrator::fixed;
  if (model == "lif") p.parameters["tau"] = 20, p.threshold_mv = 1;
  kind.change(p);
  network.add(p);
  return network;
}

}  // namespace

std::vector<std::pair<std::string, Network>> fixed_networks() {
  std::vector<std::pair<std::string, Network>> list;
  for (const std::string model : {"izhikevich", "lif"}) {
    for (const Kind& kind : kinds) {
      const std::string name = "fixed " + model + "/" + kind.name;
      list.emplace_back(name + "640", in_integers(model, 640, kind));
      if (&kind != kinds) continue;
      for (const double size : {64.0, 2560.0}) {
        list.emplace_back(name + std::to_string(static_cast<int>(size)), in_integers(model, size, kind));
      }
    }
  }
  return list;
}

}  // namespace rheobase::bench

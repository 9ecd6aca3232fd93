// What an image holds and costs, read back from its tables.
#include <algorithm>
#include <cmath>

#include "describe/channel_kinds.hpp"
#include "image/view.hpp"
#include "models/declaration.hpp"
#include "models/shapes.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/rheobase.h"

namespace rheobase {
namespace {

constexpr char no_integrator_name[] = "–";  // of sources

PopulationReport report_population(const image::View& view, const image::Population& p) {
  PopulationReport r;
  r.name = view.string(p.name);
  r.type = view.string(p.type);
  r.model = name_of(static_cast<NeuronModel>(p.model));
  r.source = !has_membrane(p);
  r.integrator = !r.source ? name_of(static_cast<Integrator>(p.integrator)) : no_integrator_name;
  r.size = p.size;
  r.input = (p.flags & image::has_input) != 0;
  r.noise = (p.flags & image::has_noise) != 0;
  if (p.stimulus_count > 0) {
    StimulusReport& s = r.stimulus.emplace();
    s.ticks = std::uint64_t{p.stimulus_count} * p.stimulus_ticks;
    s.repeats = (p.flags & image::stimulus_repeats) != 0;
    s.from_expression = (p.flags & image::stimulus_from_expression) != 0;
  }
  return r;
}

ChannelReport report_channel(const image::View& view, const image::Channel& c) {
  ChannelReport r;
  r.population = view.string(view.population(c.population).name);
  r.name = view.string(c.name);
  r.kind = rule_of(static_cast<ChannelKind>(c.kind)).name;
  r.resolution = std::ldexp(1.0, -c.exponent);
  r.largest_sum = c.largest_sum;
  r.headroom = c.headroom_permille / 1000.0;
  return r;
}

ProjectionReport report_projection(const image::View& view, const image::Projection& p) {
  ProjectionReport r;
  r.source = view.string(view.population(p.source).name);
  r.target = view.string(view.population(p.target).name);
  r.channel = view.string(view.channel(p.channel).name);
  r.storage = name_of(static_cast<Storage>(p.storage));
  r.delay_ms = p.delay_ticks * view.header().dt_ms;
  if (p.short_term != 0) r.stp = name_of(static_cast<ShortTermForm>(view.at<image::ShortTerm>(p.short_term)->form));
  r.max_gain = std::ldexp(static_cast<double>(p.max_gain), -static_cast<int>(image::gain_bits));
  r.weight_min = p.weight_min;
  r.weight_max = p.weight_max;
  r.resolution = p.resolution;
  r.largest_error = p.largest_error;
  return r;
}

// A projection of several delays or windows has several records, delays ascending.
void add_record(const image::Projection& p, double dt_ms, ProjectionReport& r) {
  r.synapses += p.synapses;
  r.bytes += p.weight_bytes;
  r.bytes_per_synapse = r.synapses > 0 ? static_cast<double>(r.bytes) / static_cast<double>(r.synapses) : 0;
  r.longest_delay_ms = p.delay_ticks * dt_ms;
}

}  // namespace

ImageReport describe_image(const Image& image) {
  std::size_t ram = 0;
  const rheo_status status = rheo_engine_size(image.data(), image.size(), nullptr, &ram);
  if (status != RHEO_OK) throw ModelError(rheo_status_text(status));
  const image::View view(image.data());
  const image::Header& h = view.header();
  ImageReport report;
  report.model = view.string(h.name);
  report.dt_ms = h.dt_ms;
  report.duration_ms = h.duration_ms;
  report.seed = h.seed;
  report.flash_bytes = h.image_bytes;
  report.ram_bytes = ram;
  report.neurons = h.neurons;
  for (std::uint32_t i = 0; i < h.populations; ++i) {
    report.populations.push_back(report_population(view, view.population(i)));
  }
  for (std::uint32_t i = 0; i < h.channels; ++i) report.channels.push_back(report_channel(view, view.channel(i)));
  for (std::uint32_t i = 0; i < h.projections; ++i) {
    const image::Projection& p = view.projection(i);
    if (p.projection == report.projections.size()) report.projections.push_back(report_projection(view, p));
    add_record(p, h.dt_ms, report.projections.back());
    report.synapses += p.synapses;
  }
  return report;
}

std::string integrators_of(const ImageReport& image) {
  std::vector<std::string> names;
  std::string list;
  for (const PopulationReport& p : image.populations) {
    if (p.source || std::find(names.begin(), names.end(), p.integrator) != names.end()) continue;
    names.push_back(p.integrator);
    list += (list.empty() ? "" : ", ") + p.integrator;
  }
  return list.empty() ? no_integrator_name : list;
}

}  // namespace rheobase

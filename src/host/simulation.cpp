#include "rheobase/simulation.hpp"

#include <utility>

#include "image/view.hpp"
#include "text/message.hpp"

namespace rheobase {

Simulation::Simulation(Image image, const SimulationOptions& options) : image_(std::move(image)) {
  rheo_options c_options = rheo_default_options();
  ThreadTeam::prepare(c_options, options.threads);
  std::size_t bytes = 0;
  if (options.threads == 0 || options.threads > RHEO_THREADS_LIMIT) {
    fail("", "threads: from 1 to " + std::to_string(RHEO_THREADS_LIMIT));
  }
  rheo_status status = rheo_engine_size(image_.data(), image_.size(), &c_options, &bytes);
  if (status != RHEO_OK) fail("", rheo_status_text(status));
  memory_ = AlignedBuffer(bytes);
  c_options.target = options.target.empty() ? nullptr : options.target.c_str();
  c_options.use_noise_seed = options.noise_seed.has_value() ? 1 : 0;
  c_options.noise_seed = options.noise_seed.value_or(0);
  status = rheo_init(memory_.data(), memory_.size(), image_.data(), image_.size(), &c_options, &engine_);
  if (status == RHEO_E_TARGET) {
    std::string names;
    for (std::uint32_t i = 0; const char* name = rheo_target_name(i); ++i)
      names += (i > 0 ? ", " : "") + std::string(name);
    fail("", "no SIMD target '" + options.target + "' on this machine; it has " + names);
  }
  if (status != RHEO_OK) fail("", rheo_status_text(status));
  if (options.threads > 1) {
    team_ = std::make_unique<ThreadTeam>(engine_, options.threads, options.pin_threads, options.share_every_step);
  }
}

Simulation::Simulation(const Network& network, const CompileOptions& compile_options, const SimulationOptions& options)
    : Simulation(compile(network, compile_options), options) {}

Simulation::Simulation(Simulation&& other) noexcept
    : image_(std::move(other.image_)),
      memory_(std::move(other.memory_)),
      engine_(std::exchange(other.engine_, nullptr)),
      team_(std::move(other.team_)) {}

Simulation& Simulation::operator=(Simulation&& other) noexcept {
  Simulation taken(std::move(other));
  std::swap(image_, taken.image_);
  std::swap(memory_, taken.memory_);
  std::swap(engine_, taken.engine_);
  std::swap(team_, taken.team_);
  return *this;  // the old engine ends with `taken`, its threads first
}

std::vector<std::byte> Simulation::snapshot() const {
  std::size_t size = 0;
  rheo_status status = rheo_snapshot_size(engine_, &size);
  std::vector<std::byte> bytes(size);
  if (status == RHEO_OK) status = rheo_snapshot(engine_, bytes.data(), bytes.size(), nullptr);
  if (status != RHEO_OK) fail("", rheo_status_text(status));
  return bytes;
}

void Simulation::restore(const std::vector<std::byte>& snapshot) {
  const rheo_status status = rheo_restore(engine_, snapshot.data(), snapshot.size());
  if (status != RHEO_OK) fail("", rheo_status_text(status));
}

std::vector<LearnedSynapse> Simulation::learned_synapses(std::uint32_t projection) const {
  std::vector<LearnedSynapse> out;
  const image::View view(image_.data());
  const double dt_ms = view.header().dt_ms;
  std::uint32_t first = 0;
  while (first < view.header().projections && view.projection(first).projection != projection) ++first;
  if (first == view.header().projections || view.projection(first).plasticity == 0) return out;
  const std::uint32_t end = view.projection_end(first);
  std::vector<float> weights;
  std::vector<std::uint32_t> targets;
  for (std::uint32_t s = 0; s < view.population(view.projection(first).source).size; ++s) {
    std::uint32_t count = 0;
    (void)rheo_weights(engine_, projection, s, 0, nullptr, nullptr, &count);
    weights.resize(count);
    targets.resize(count);
    if (rheo_weights(engine_, projection, s, count, weights.data(), targets.data(), &count) != RHEO_OK) break;
    std::uint32_t at = 0;
    for (std::uint32_t r = first; r < end; ++r) {
      const image::Projection& p = view.projection(r);
      for (std::uint32_t k = view.row_synapses(p, s); k > 0; --k, ++at) {
        out.push_back({s, targets[at], weights[at], p.delay_ticks * dt_ms});
      }
    }
  }
  return out;
}

void Simulation::swap_image(Image image) {
  const rheo_status status = rheo_swap_image(engine_, image.data(), image.size());
  if (status != RHEO_OK) fail("", rheo_status_text(status));
  image_ = std::move(image);
}

}  // namespace rheobase

// Neuron update alone: ns per neuron and step, each integrator, without and with noise.
#include <cmath>

#include "bench.hpp"
#include "models/izhikevich.hpp"
#include "support.hpp"

namespace rheobase::bench {
namespace {

void update(benchmark::State& state, const KernelTable& kernels, Integrator integrator, bool noise, std::size_t n) {
  const std::size_t blocks = n / image::block_neurons;
  Array<float> v(n), u(n), a(n), b(n), c(n), d(n), sd(n), current(n);
  Array<std::int32_t> arrivals(n);
  Array<std::uint64_t> fired(blocks), previous(blocks), at_limit(blocks);
  for (std::size_t i = 0; i < n; ++i) {
    const float r = static_cast<float>(i) / static_cast<float>(n);
    v[i] = -65.0f + 30.0f * r;
    u[i] = -13.0f;
    a[i] = 0.02f;
    b[i] = 0.2f;
    c[i] = -65.0f + 15.0f * r * r;
    d[i] = 8.0f - 6.0f * r * r;
    sd[i] = 5.0f;
  }
  ChannelView channel = {};
  channel.arrivals = arrivals.data();
  channel.scale = 0x1p-16f;
  channel.drain = true;
  NeuronTask task{};
  task.v = v.data();
  task.u = u.data();
  // As compile folds them for dt = 1 ms.
  Array<float> kz_mean(n), constants(image::block_neurons);
  for (std::size_t i = 0; i < n; ++i) kz_mean[i] = 4e-4f;
  const IzhikevichConstants of = {
      0.04f, 0.04f, 0.65f, 25.0f, 25.0f / 3, 3.7f, 13.69f, 16.0f, {29.99999f, 1.0f, 0.0f, 1.0f, 0.0f, 0.0f}};
  std::memcpy(constants.data(), &of, sizeof of);
  PlaneView planes[izhikevich_constants + 1];
  const float* const values[] = {current.data(), sd.data(), v.data(), a.data(),      b.data(),
                                 c.data(),       d.data(),  u.data(), kz_mean.data()};
  for (std::size_t k = 0; k < izhikevich_constants; ++k) planes[k] = {values[k], image::block_neurons};
  planes[izhikevich_constants] = {constants.data(), 0};
  task.planes = planes;
  task.channels = &channel;
  task.channel_count = 1;
  task.previous = task.before_previous = previous.data();
  task.at_limit = at_limit.data();
  task.fired = fired.data();
  task.threshold = 30.0f;
  task.dt = 1.0f;
  task.half_dt = 0.5f;
  task.sixth_dt = 1.0f / 6;
  task.has_noise = noise;
  task.noise_key = PhiloxKey(1);
  const IntegrateFn integrate = integrate_of(kernels, static_cast<std::uint32_t>(NeuronModel::izhikevich),
                                             static_cast<std::uint32_t>(integrator));
  for (auto _ : state) {
    integrate(task, 0, blocks);
    ++task.noise_tick;
    benchmark::ClobberMemory();
  }
  per_item(state, "ns_per_neuron_step", static_cast<double>(n));
}

}  // namespace

void register_neurons(bool quick) {
  const std::vector<std::size_t> sizes =
      quick ? std::vector<std::size_t>{1024} : std::vector<std::size_t>{64, 1024, 16384, 1 << 20};
  for (std::size_t n : sizes) {
    for (Integrator integrator : {Integrator::euler, Integrator::izhikevich2003, Integrator::riccati, Integrator::rk2,
                                  Integrator::rk4, Integrator::izhikevich2004}) {
      for (bool noise : {false, true}) {
        const std::string name =
            std::string("neurons/") + name_of(integrator) + (noise ? "/noise" : "/quiet") + "/" + std::to_string(n);
        for_each_target(name, [=](benchmark::State& state, const KernelTable& kernels) {
          update(state, kernels, integrator, noise, n);
        });
      }
    }
  }
  for_each_target("noise/1024", [](benchmark::State& state, const KernelTable& kernels) {
    float out[image::block_neurons];
    std::uint64_t tick = 0;
    for (auto _ : state) {
      for (std::size_t b = 0; b < 16; ++b) kernels.noise_block(PhiloxKey(1), 0, tick, b, out);
      benchmark::DoNotOptimize(out);
      ++tick;
    }
    per_item(state, "ns_per_sample", 1024);
  });
}

}  // namespace rheobase::bench

// Runs the scenes over the engine alone and prints what must be the same everywhere. No heap, no files, no printf: the
// same code on a desktop and on a Cortex-M4.
//
//   (nothing)                    for each scene and SIMD target: scene target lanes threads steps spikes spike_hash
//   state_hash
//   --scene NAME --target NAME   that one alone
//   --trace                      after each tick: tick spike_hash state_hash
//   --dump TICK                  after that tick, each neuron: population neuron fired, v and u where it has them, then
//   each channel's arrivals and
//                                current; bits in hexadecimal
#include <cstring>

#include "engine/engine.hpp"
#include "line.hpp"
#include "platform.hpp"
#include "sensor_loop.hpp"

namespace rheobase::scenes {
namespace {

struct Scene {
  const char* name;
  const char* image;
  std::uint64_t steps;
  unsigned threads;
  bool closed_loop;
};
constexpr Scene list[] = {
#define SCENE(name, image, steps, threads, closed_loop) {#name, #image, steps, threads, closed_loop},
#include "scenes.inc"
#undef SCENE
};

struct Request {
  const char* scene = nullptr;
  const char* target = nullptr;
  bool trace = false, dump = false;
  std::uint64_t dump_tick = 0;
};

alignas(RHEO_ALIGNMENT) unsigned char memory[256 * 1024];

void print_trace(const rheo_engine* engine) {
  Line line;
  line.number(rheo_tick(engine)).hex(rheo_spike_hash(engine), 16).hex(rheo_state_hash(engine), 16).print();
}

void print_neuron(const rheo_engine* engine, std::uint32_t population, std::uint32_t i) {
  const NeuronTask& task = engine->populations[population].task;
  Line line;
  line.text(rheo_population_name(engine, population))
      .number(i)
      .number((rheo_spikes(engine, population, nullptr)[i / 64] >> i % 64) & 1);
  if (task.v != nullptr) line.bits(task.v + i);
  if (task.u != nullptr) line.bits(task.u + i);
  for (std::uint32_t c = 0; c < task.channel_count; ++c) {
    line.bits(task.channels[c].arrivals + i);
    if (task.channels[c].current != nullptr) line.bits(task.channels[c].current + i);
  }
  line.print();
}

void print_state(const rheo_engine* engine) {
  for (std::uint32_t p = 0; p < rheo_population_count(engine); ++p) {
    for (std::uint32_t i = 0; i < rheo_population_size(engine, p); ++i) print_neuron(engine, p, i);
  }
}

// What the threads of a run share.
struct Run {
  rheo_engine* engine;
  const Request* request;
  std::uint64_t steps;
  test::SensorLoop* loop;
};

void work(void* context, unsigned thread) {
  static_cast<void>(rheo_work(static_cast<Run*>(context)->engine, thread));  // refused, the others do its part
}

void lead(void* context) {
  const Run& run = *static_cast<Run*>(context);
  for (std::uint64_t t = 0; t < run.steps; ++t) {
    if (run.loop != nullptr) run.loop->sense();
    rheo_step(run.engine);
    if (run.loop != nullptr) run.loop->move();
    if (run.request->trace) print_trace(run.engine);
  }
  rheo_stop_workers(run.engine);
}

bool fail(const Scene& scene, const char* why) {
  Line line;
  line.text("error:").text(scene.name).text(why).print();
  return false;
}

bool run_scene(const Scene& scene, const KernelTable& kernels, const Request& request) {
  std::size_t bytes = 0;
  const void* image = load_image(scene.image, bytes);
  if (image == nullptr) return fail(scene, "has no image");
  rheo_options options = {};
  options.target = kernels.name;
  options.threads = scene.threads;
  options.relax = yield_core;
  static test::SensorLoop loop;
  Run run = {nullptr, &request, request.dump ? request.dump_tick : scene.steps, nullptr};
  rheo_status status = rheo_init(memory, sizeof memory, image, bytes, &options, &run.engine);
  if (status == RHEO_OK && scene.closed_loop) {
    loop = {};
    run.loop = &loop;
    status = loop.init(Engine(run.engine));
  }
  if (status != RHEO_OK) return fail(scene, rheo_status_text(status));
  if (scene.threads == 1) {
    lead(&run);
  } else if (!run_threads(scene.threads, work, lead, &run)) {
    return true;
  }
  rheo_counters counters;
  rheo_get_counters(run.engine, &counters);
  if (request.dump) print_state(run.engine);
  if (request.dump || request.trace) return true;
  Line line;
  line.text(scene.name).text(kernels.name).number(kernels.lanes()).number(scene.threads).number(scene.steps);
  line.number(counters.spikes).hex(rheo_spike_hash(run.engine), 16).hex(rheo_state_hash(run.engine), 16).print();
  return true;
}

bool read(int count, const char* const* arguments, Request& request) {
  for (int i = 0; i < count; ++i) {
    const char* name = arguments[i];
    const char* value = i + 1 < count ? arguments[i + 1] : nullptr;
    if (std::strcmp(name, "--trace") == 0) {
      request.trace = true;
      continue;
    }
    if (value == nullptr) return false;
    ++i;
    if (std::strcmp(name, "--scene") == 0) {
      request.scene = value;
    } else if (std::strcmp(name, "--target") == 0) {
      request.target = value;
    } else if (std::strcmp(name, "--dump") == 0) {
      request.dump = true;
      for (; *value >= '0' && *value <= '9'; ++value) {
        request.dump_tick = request.dump_tick * 10 + static_cast<std::uint64_t>(*value - '0');
      }
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

int run(int count, const char* const* arguments) {
  Request request;
  if (!read(count, arguments, request)) {
    print("error: arguments are --scene NAME, --target NAME, --trace, --dump TICK\n");
    return 2;
  }
  bool good = true, any = false;
  for (const Scene& scene : list) {
    if (request.scene != nullptr && std::strcmp(request.scene, scene.name) != 0) continue;
    for (std::size_t i = 0; const KernelTable* kernels = kernels_at(i); ++i) {
      if (request.target != nullptr && std::strcmp(request.target, kernels->name) != 0) continue;
      any = true;
      good = run_scene(scene, *kernels, request) && good;
    }
  }
  if (!any) print("error: no such scene or target\n");
  return good && any ? 0 : 1;
}

}  // namespace rheobase::scenes

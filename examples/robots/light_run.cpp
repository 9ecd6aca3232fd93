#include "light_run.hpp"

#include <cmath>

#include "vehicle.hpp"

namespace robots {
namespace {

constexpr float dt = 1e-3f;  // s: a step of the network, a step of the physics

bool is_free(const Arena& arena, b2Vec2 at) {
  constexpr float margin = 0.05f;
  if ((at - arena.lamp).Length() < 1.0f) return false;
  for (const Pillar& p : arena.pillars) {
    if ((at - p.at).Length() < p.radius + Vehicle::radius + margin) return false;
  }
  return true;
}

}  // namespace

Start start_number(const Arena& arena, int k) {
  std::mt19937_64 random(static_cast<std::uint64_t>(k) + 1);
  const auto uniform = [&random] { return static_cast<float>(random() >> 40) * 0x1p-24f; };
  const float most = arena.half_side - Vehicle::radius - 0.05f;
  Start start;
  do {
    start.at = {(2 * uniform() - 1) * most, (2 * uniform() - 1) * most};
  } while (!is_free(arena, start.at));
  start.heading = 2 * b2_pi * uniform();
  start.noise_seed = random();
  return start;
}

LightRun run_light(const Arena& arena, const Start& start, const LightRules& rules, StepTimes& times,
                   const LightHooks& hooks) {
  b2World world({0.0f, 0.0f});
  build(arena, world);
  Vehicle vehicle(world, arena, start.at, start.heading, start.noise_seed);
  if (!rules.goes_on) light_control::reset();

  LightRun run;
  const int limit = static_cast<int>(std::lround(rules.limit_s / dt));
  const int stay = static_cast<int>(std::lround(rules.stay_s / dt));
  int tick = 0, there = 0;
  for (; tick < limit && !run.reached; ++tick) {
    Readings readings = vehicle.sense();
    times.begin();
    if (hooks.sensed) hooks.sensed(readings);
    light_control::sense(readings);
    if (hooks.recorded) hooks.recorded();
    const Wheels wheels = light_control::step();
    const light_control::Activity activity = light_control::activity();
    times.network_done();
    if (tick % LightRun::sample_ms == 0) {
      run.path.push_back({vehicle.position().x, vehicle.position().y, vehicle.heading(), activity});
    }
    vehicle.drive(wheels, dt);
    world.Step(dt, 8, 3);
    times.physics_done();
    there = (vehicle.position() - arena.lamp).Length() < rules.reach ? there + 1 : 0;
    run.passed = run.passed || there > 0;
    run.reached = there > 0 && there >= stay;
  }
  run.time_s = tick * static_cast<double>(dt);
  run.path.push_back({vehicle.position().x, vehicle.position().y, vehicle.heading(), light_control::activity()});
  return run;
}

}  // namespace robots

// rheobase_closed_loop [TICKS]: robots whose sensors say anything for ten million ticks, half of them each
// integrator's, through every kind of encoder and decoder and back: random values, NaN, infinities, values that are
// stuck, resets and restores. Nothing crashes, no state is other than finite, every value lies in its range, and every
// fault is counted: as often as it is counted here.
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <limits>
#include <string>
#include <vector>

#include "networks.hpp"
#include "rheobase/rheobase.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

[[noreturn]] void fail(const std::string& what) {
  fmt::print("closed loop: {}\n", what);
  std::exit(1);
}

template <class T>
void expect(const char* what, const T& got, const T& expected) {
  if (got != expected) fail(fmt::format("{}: {}, not {}", what, got, expected));
}

Network robot_network(Integrator integrator) {
  Network network;
  network.name = "robot";
  network.integrator = integrator;
  for (const char* name : {"sense", "think", "move"}) {
    Population p;
    p.name = name;
    p.size = 64.0;
    p.input = true;
    p.noise = 2.0;
    network.add(p);
  }
  for (const char* source : {"sense", "think"}) {
    Projection q;
    q.source = source;
    q.target = source == std::string("sense") ? "think" : "move";
    q.weight = "4*r";
    q.probability = 0.3;
    q.delay_ms = 2.0;
    network.connect(q);
  }
  return network;
}

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint32_t operator()() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(state_ >> 33);
  }
  bool once_in(std::uint32_t n) { return (*this)() % n == 0; }
  float upto(float most) { return static_cast<float>((*this)()) * 0x1p-31f * most; }

 private:
  std::uint64_t state_;
};

constexpr float low = -1.0f, high = 1.0f;  // of every sensor
constexpr std::uint64_t stuck_ticks = 20;

// A sensor, its encoder, and what the encoder should have counted.
class Sensor {
 public:
  Sensor(Engine net, std::uint32_t kind, bool circular, std::uint32_t first, std::uint32_t count, std::uint64_t seed)
      : net_(net), random_(seed), circular_(circular) {
    rheo_encoder_options o = rheo_default_encoder_options(kind);
    o.first = first;
    o.count = count;
    o.value_low = low;
    o.value_high = high;
    o.circular = circular ? 1 : 0;
    o.stuck_ms = static_cast<float>(stuck_ticks);
    if (encoder_.init(memory_, net, o) != RHEO_OK) fail("an encoder does not begin");
  }

  void turn(float feedback) {
    const float value = sense(feedback);
    count(value);
    if (encoder_.encode(value) != (refused(value) ? RHEO_E_NOT_A_NUMBER : RHEO_OK)) fail("a wrong status");
  }

  // The engine's tick will not follow the last one.
  void jump() {
    known_ = false;
    ++expected_.restarts;
  }

  rheo_encoder_counters check() const {
    const rheo_encoder_counters c = encoder_.counters();
    expect("values", c.values, expected_.values);
    expect("saturated_low", c.saturated_low, expected_.saturated_low);
    expect("saturated_high", c.saturated_high, expected_.saturated_high);
    expect("refused", c.refused, expected_.refused);
    expect("stuck", c.stuck, expected_.stuck);
    expect("restarts", c.restarts, expected_.restarts);
    return c;
  }

 private:
  float sense(float feedback) {
    if (stuck_for_ > 0) return --stuck_for_, stuck_at_;
    float value = feedback + random_.upto(1.0f) - 0.5f;
    switch (random_() % 64) {
      case 0: value = std::numeric_limits<float>::quiet_NaN(); break;
      case 1: value = std::numeric_limits<float>::infinity(); break;
      case 2: value = -std::numeric_limits<float>::infinity(); break;
      case 3: value = random_.upto(2.0f) - 1.0f < 0 ? -3.4e38f : 3.4e38f; break;
      case 4: value = 1e-42f; break;
      case 5: value = -0.0f; break;
      case 6: {  // any bits at all
        const std::uint32_t bits = random_() << 1 ^ random_();
        std::memcpy(&value, &bits, sizeof value);
        break;
      }
      default: break;
    }
    if (random_.once_in(500)) {
      stuck_for_ = random_() % 100;
      stuck_at_ = value;
    }
    return value;
  }

  bool refused(float value) const {
    if (!circular_) return std::isnan(value);
    return !(std::fabs((double{value} - double{low}) / (double{high} - double{low})) <= 1048576.0);
  }

  void count(float value) {
    ++expected_.values;
    if (refused(value)) {
      ++expected_.refused;
      return;
    }
    if (!circular_ && value < low) ++expected_.saturated_low;
    if (!circular_ && value > high) ++expected_.saturated_high;
    if (!known_ || value != last_) {
      since_ = net_.tick();
    } else if (net_.tick() - since_ >= stuck_ticks) {
      ++expected_.stuck;
    }
    known_ = true;
    last_ = value;
  }

  Engine net_;
  Random random_;
  bool circular_, known_ = false;
  std::uint32_t stuck_for_ = 0;
  float stuck_at_ = 0, last_ = 0;
  std::uint64_t since_ = 0;
  rheo_encoder_counters expected_ = {};
  Memory<256> memory_;
  Encoder encoder_;
};

// A decoder, and what it should have counted.
class Motor {
 public:
  Motor(Engine net, const rheo_decoder_options& options) : net_(net), options_(options) {
    if (decoder_.init(memory_, net, options) != RHEO_OK) fail("a decoder does not begin");
    if (net.find_population(options.population, population_) != RHEO_OK) fail("a decoder without a population");
  }

  float turn() {
    const float value = decoder_.decode(details_);
    if (!(value >= options_.out_low && value <= options_.out_high)) fail(fmt::format("a value of {}", value));
    for (const float x : {details_.rate_hz, details_.x, details_.y, details_.magnitude, details_.latency_ms}) {
      if (!std::isfinite(x)) fail("a detail that is not finite");
    }
    const std::uint32_t spikes = net_.spike_count(population_);
    ++expected_.ticks;
    expected_.spikes += spikes;
    if (options_.kind == RHEO_DECODE_RATE) count_rate(spikes);
    if (options_.kind == RHEO_DECODE_FIRST_SPIKE) {
      if (spikes > 0) winner_ = true;
      if (!winner_) ++expected_.silent;
      if (winner_ != (details_.neuron < 64)) fail("a race without its winner");
      if (winner_ && net_.tick() % 16 == 0) {
        decoder_.start();
        winner_ = false;
      }
    }
    return value;
  }

  void jump() {
    window_.clear();
    winner_ = false;
    ++expected_.restarts;
  }

  rheo_decoder_counters check() const {
    const rheo_decoder_counters c = decoder_.counters();
    expect("ticks", c.ticks, expected_.ticks);
    expect("spikes", c.spikes, expected_.spikes);
    expect("restarts of a decoder", c.restarts, expected_.restarts);
    if (options_.kind == RHEO_DECODE_RATE || options_.kind == RHEO_DECODE_FIRST_SPIKE) {
      expect("silent", c.silent, expected_.silent);
      expect("rates saturated_low", c.saturated_low, expected_.saturated_low);
      expect("rates saturated_high", c.saturated_high, expected_.saturated_high);
    }
    return c;
  }

 private:
  void count_rate(std::uint32_t spikes) {
    window_.push_back(spikes);
    if (window_.size() > static_cast<std::size_t>(options_.window_ms)) window_.pop_front();
    std::uint64_t sum = 0;
    for (const std::uint32_t n : window_) sum += n;
    const double rate_hz = static_cast<double>(sum) / (64 * options_.window_ms / 1000.0);
    if (sum == 0) ++expected_.silent;
    if (rate_hz < options_.rate_low_hz) ++expected_.saturated_low;
    if (rate_hz > options_.rate_high_hz) ++expected_.saturated_high;
  }

  Engine net_;
  rheo_decoder_options options_;
  std::uint32_t population_ = 0;
  std::deque<std::uint32_t> window_;
  bool winner_ = false;
  rheo_decoder_counters expected_ = {};
  rheo_decoded details_ = {};
  Memory<512> memory_;
  Decoder decoder_;
};

// Currents that a program sets by itself, to the population that thinks.
class RawInput {
 public:
  void turn(Engine net, Random& random) {
    if (!random.once_in(8)) return;
    float current[4];
    for (float& x : current) {
      x = random.upto(10.0f);
      if (random.once_in(16)) x = std::numeric_limits<float>::quiet_NaN(), ++refused_;
      if (random.once_in(16)) {
        if (std::isnan(x)) --refused_;
        x = random.once_in(2) ? std::numeric_limits<float>::infinity() : -2e6f;
        ++cut_;
      }
    }
    (void)net.set_input(1, random() % 60, current);
  }
  void check(Engine net) {
    expect("inputs refused", net.counters().inputs_refused, refused_);
    expect("inputs cut", net.counters().inputs_cut, cut_);
  }

 private:
  std::uint64_t refused_ = 0, cut_ = 0;
};

void check_state(Engine net) {
  for (std::uint32_t p = 0; p < net.population_count(); ++p) {
    float worst = 0;  // a NaN stays one
    for (const float x : net.v(p)) worst = std::fabs(x) <= 1e6f ? worst : x + 1e30f;
    for (const float x : net.u(p)) worst = std::isfinite(x) ? worst : x;
    if (worst != 0) fail(fmt::format("tick {}: a state that is not finite in {}", net.tick(), net.population_name(p)));
  }
}

std::vector<Motor> motors_of(Engine net) {
  std::vector<Motor> motors;
  motors.reserve(6);
  for (std::uint32_t k = 0; k < 6; ++k) {
    rheo_decoder_options o =
        rheo_default_decoder_options(k < 4 ? k + RHEO_DECODE_RATE : std::uint32_t{RHEO_DECODE_VECTOR});
    o.population = net.population_name(k % 3);
    o.out_low = -1.25f;  // a little more than the sensors can tell
    o.out_high = 1.25f;
    o.window_ms = o.kind == RHEO_DECODE_RATE ? 20.0f : 0.0f;
    o.rate_low_hz = 4.3f;
    o.rate_high_hz = 20.3f;
    o.circular = k >= 4 ? 1 : 0;
    if (k == 5) o.window_ms = 15.0f;
    if (k == 5) o.tau_ms = 0.0f;
    motors.emplace_back(net, o);
  }
  return motors;
}

struct Faults {
  std::uint64_t saturated = 0, refused = 0, stuck = 0, restarts = 0, spikes = 0;
};

Faults run(Integrator integrator, std::uint64_t ticks) {
  Simulation simulation(robot_network(integrator));
  const Engine net(simulation.engine());
  std::vector<Sensor> sensors;
  sensors.reserve(5);
  for (std::uint32_t k = 0; k < 5; ++k) {
    sensors.emplace_back(net, k < 4 ? k + RHEO_ENCODE_CURRENT : std::uint32_t{RHEO_ENCODE_POPULATION}, k == 4, 12 * k,
                         12, k + 1);
  }
  std::vector<Motor> motors = motors_of(net);
  RawInput raw, raw_then;
  Random random(99);
  std::vector<std::byte> snapshot = simulation.snapshot();
  float decoded[6] = {};
  for (std::uint64_t t = 0; t < ticks; ++t) {
    if (random.once_in(100000)) {  // somewhere else in time
      raw.check(net);
      if (random.once_in(3)) {
        snapshot = simulation.snapshot();
        raw_then = raw;  // the engine's counters are in the snapshot
      }
      if (random.once_in(2)) {
        net.reset();
        raw = {};
      } else {
        simulation.restore(snapshot);
        raw = raw_then;
      }
      for (Sensor& sensor : sensors) t > 0 ? sensor.jump() : void();
      for (Motor& motor : motors) motor.jump();
    }
    for (std::size_t k = 0; k < sensors.size(); ++k) sensors[k].turn(decoded[k]);
    raw.turn(net, random);
    net.step();
    for (std::size_t k = 0; k < motors.size(); ++k) decoded[k] = motors[k].turn();
    if (t % 8 == 0) check_state(net);
  }
  check_state(net);
  raw.check(net);
  Faults faults;
  for (const Sensor& sensor : sensors) {
    const rheo_encoder_counters c = sensor.check();
    faults.saturated += c.saturated_low + c.saturated_high;
    faults.refused += c.refused;
    faults.stuck += c.stuck;
    faults.restarts += c.restarts;
  }
  for (const Motor& motor : motors) faults.spikes += motor.check().spikes;
  return faults;
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t ticks = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10000000;
  for (const Integrator integrator : {Integrator::riccati, Integrator::izhikevich2003}) {
    const auto begin = std::chrono::steady_clock::now();
    const Faults f = run(integrator, ticks / 2);
    const double s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    fmt::print(
        "{}: {} ticks in {:.1f} s, {} spikes decoded; counted as expected: {} values cut, {} refused, {} stuck, {} "
        "restarts\n",
        name_of(integrator), ticks / 2, s, f.spikes, f.saturated, f.refused, f.stuck, f.restarts);
    if (f.saturated == 0 || f.refused == 0 || f.stuck == 0 || f.spikes == 0) fail("no faults to count");
  }
}

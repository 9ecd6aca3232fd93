// A compass and a speedometer into neurons, a heading and a speed out of them: population code and population vector,
// random pulses and a trace. Describe and compile on the host as in paper_network.cpp; the loop is what firmware has.
//
// Prints one line per ms for two seconds: ms, heading and speed sensed, heading and speed decoded; and at the end,
// behind a #, the mean errors; exit code 1 if they are large. docs/sensors-and-motors.gp draws them.
#include <cmath>
#include <cstdio>
#include <string>

#include "rheobase/rheobase.hpp"
#include "rheobase/simulation.hpp"

namespace {

rheobase::Network network() {
  rheobase::Network network;
  network.name = "compass";
  for (const char* name : {"heading", "speed"}) {
    rheobase::Population p;
    p.name = name;
    p.size = 72;
    p.a = 0.1;  // fast spiking
    p.d = 2;
    p.input = true;
    network.add(p);
  }
  return network;
}

constexpr float degrees_low = -180.0f, degrees_high = 180.0f;
constexpr double turn = 2 * 3.14159265358979323846;

bool check(rheo_status status) {
  if (status != RHEO_OK) std::fprintf(stderr, "%s\n", rheo_status_text(status));
  return status == RHEO_OK;
}

}  // namespace

int main() {
  const rheobase::Simulation simulation(network());
  const rheobase::Engine net = simulation.handle();

  rheobase::Memory<256> compass_memory, speedometer_memory, heading_memory, speed_memory;
  rheobase::Encoder compass, speedometer;
  rheobase::Decoder heading, speed;

  rheo_encoder_options in = rheo_default_encoder_options(RHEO_ENCODE_POPULATION);
  in.population = "heading";
  in.value_low = degrees_low;
  in.value_high = degrees_high;
  in.circular = 1;
  in.width = 25.0f;  // degrees
  if (!check(compass.init(compass_memory, net, in))) return 1;

  in = rheo_default_encoder_options(RHEO_ENCODE_POISSON);
  in.population = "speed";
  in.value_high = 2.0f;     // m/s
  in.current_high = 60.0f;  // one spike a pulse of these cells
  if (!check(speedometer.init(speedometer_memory, net, in))) return 1;

  rheo_decoder_options out = rheo_default_decoder_options(RHEO_DECODE_VECTOR);
  out.population = "heading";
  out.out_low = degrees_low;
  out.out_high = degrees_high;
  out.circular = 1;
  if (!check(heading.init(heading_memory, net, out))) return 1;

  out = rheo_default_decoder_options(RHEO_DECODE_TRACE);
  out.population = "speed";
  out.out_high = 2.0f;
  if (!check(speed.init(speed_memory, net, out))) return 1;

  double heading_error = 0, speed_error = 0;
  constexpr int ms = 2000, settled = 200;
  for (int t = 0; t < ms; ++t) {
    const auto sensed = static_cast<float>(std::remainder(0.3 * t + 40 * std::sin(turn * t / 700), 360.0));
    const auto moving = static_cast<float>(1 - std::cos(turn * t / 1000));
    compass.encode(sensed);
    speedometer.encode(moving);
    net.step();
    const float degrees = heading.decode(), metres_per_s = speed.decode();
    std::printf("%d %.2f %.3f %.2f %.3f\n", t, static_cast<double>(sensed), static_cast<double>(moving),
                static_cast<double>(degrees), static_cast<double>(metres_per_s));
    if (t < settled) continue;
    heading_error += std::fabs(std::remainder(static_cast<double>(degrees - sensed), 360.0)) / (ms - settled);
    speed_error += std::fabs(static_cast<double>(metres_per_s - moving)) / (ms - settled);
  }
  std::printf("# mean error: heading %.2f degrees, speed %.3f m/s\n", heading_error, speed_error);
  return heading_error < 6 && speed_error < 0.2 ? 0 : 1;
}

// The light follower's control program, as firmware would hold it: everything in static memory, the C API,
// readings in, wheel speeds out.
#pragma once

#include <cstddef>
#include <cstdint>

#include "rheobase/blackbox.h"
#include "vehicle.hpp"

namespace robots::light_control {

// Takes the place of whatever network ran before. The image stays the caller's.
rheo_status init(const void* image, std::size_t image_bytes, const rheo_options* options = nullptr);

// The state of after init, for the next run.
void reset();

// Every millisecond, in this order: what the step is about to see (a black box records between the two), the step.
void sense(const Readings& readings);
Wheels step();

rheo_engine* engine();

// Readings that were no numbers; the values before them stayed.
std::uint64_t refused();

// What a black box records of it: sensor values, a hash every 100 ms, a snapshot every 5 s.
rheo_blackbox_options recorded();

// Mean rates over the last 100 ms, in Hz per neuron: for pictures.
struct Activity {
  float eye_left, eye_right, motor_left, motor_right;
};
Activity activity();

}  // namespace robots::light_control

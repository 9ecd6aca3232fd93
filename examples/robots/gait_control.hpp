// The gait's control program, as firmware would hold it: everything in static memory, the C API, a commanded
// frequency in, leg commands out.
#pragma once

#include <array>
#include <cstddef>

#include "rheobase/decode.h"
#include "rheobase/encode.h"
#include "walker.hpp"

namespace robots::gait_control {

// The interneurons' current over which the rhythm was measured (gait_calibrate).
constexpr float current_low = -4.5f, current_high = 3.0f;

// Takes the place of whatever network ran before. The image stays the caller's.
rheo_status init(const void* image, std::size_t image_bytes);

// The current that the calibration table has for a frequency; at its ends the table's ends.
float current_for(float frequency_hz);

// Every millisecond: the current to the interneurons, a step, and the rhythm that the decoders see.
struct Rhythm {
  float a, b;  // of A and B: 0 silent … 1 bursting
};
Rhythm step(float current);

// Every millisecond, after step: where the two pairs of legs shall be.
std::array<LegCommand, 2> legs_for(Rhythm rhythm, float frequency_hz);

rheo_engine* engine();

}  // namespace robots::gait_control

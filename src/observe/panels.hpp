// Curves over time, panel under panel.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "observe/recording.hpp"
#include "observe/report.hpp"
#include "observe/state_recorder.hpp"

namespace rheobase {

struct Curve {
  std::string label;
  std::vector<std::pair<double, double>> points;  // ms since the recording began, value; NaN interrupts the curve
};
struct Panel {
  std::string label;  // of its values
  std::vector<Curve> curves;
};

// Of values sampled at `ticks`; the gaps of `recording` interrupt it.
std::vector<std::pair<double, double>> points_of(const std::vector<std::uint64_t>& ticks,
                                                 const std::vector<float>& values, const Recording& recording);

// PATH.svg and .png, if there is gnuplot. Of curves with very many points the envelope is drawn. `recording`: its time
// axis and gaps.
void draw_panels(const RunReport& report, const std::vector<Panel>& panels, const Recording& recording,
                 const std::string& path);

// trace.svg and .png of what was recorded, a panel for each state: v first, with spikes drawn to the peak, then u, then
// the rest; ten curves at most in each, and of a long run the last second.
void draw_traces(const RunReport& report, const StateRecorder& recorder, const Recording& spikes,
                 const std::string& directory);

}  // namespace rheobase

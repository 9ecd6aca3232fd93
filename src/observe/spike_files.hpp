// The spikes of a run, for other programs.
#pragma once

#include <string>

#include "observe/recording.hpp"

namespace rheobase {

// Times are of the threshold's crossing where the population keeps spike_times, else of the end of the step. The order
// is by step, then neuron.

// NumPy .npy, version 1.0: a structured array with fields time_ms (<f8) and neuron (<u4).
//   spikes = numpy.load("spikes.npy"); spikes["time_ms"]
void write_spikes_npy(const Recording& recording, const std::string& path);
// Columns time_ms, neuron, population.
void write_spikes_csv(const Recording& recording, const std::string& path);

}  // namespace rheobase

// Parameter planes of a population: padded to blocks of 64, folded for the integrator.
#pragma once

#include "compile/neurons.hpp"
#include "compile/writer.hpp"

namespace rheobase {

// Fills planes and the flags that follow from them. Padding neurons rest: nothing makes them fire.
void write_planes(const NeuronParameters& neurons, Integrator integrator, double dt_ms, double threshold_mv,
                  ImageWriter& writer, image::Population& out);

}  // namespace rheobase

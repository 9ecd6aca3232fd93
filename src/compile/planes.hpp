// Parameter planes of a population: folded by its model, padded to blocks of 64.
#pragma once

#include "compile/writer.hpp"
#include "models/fold.hpp"

namespace rheobase {

// Fills planes and the flags that follow from them. Padding neurons rest: nothing makes them fire.
void write_planes(const NeuronParameters& neurons, NeuronModel model, const StepSetting& step, ImageWriter& writer,
                  image::Population& out);

}  // namespace rheobase

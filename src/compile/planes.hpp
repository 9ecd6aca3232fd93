// Parameter planes of a population: folded by its model, padded.
#pragma once

#include "compile/writer.hpp"
#include "models/declaration.hpp"

namespace rheobase {

// `out` has its size. Fills planes and the flags that follow from them. Padding neurons are like the last.
void write_planes(const NeuronParameters& neurons, NeuronModel model, const StepSetting& step, ImageWriter& writer,
                  image::Population& out);

}  // namespace rheobase

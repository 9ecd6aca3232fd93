// The numbers that the engine computes with: planes and stimuli.
#pragma once

#include "image/view.hpp"

namespace rheobase::image {

// Every value of the population's planes is in its range (models/shapes.hpp), and what is folded from dt and
// threshold is theirs. The planes are sections of the image.
bool check_planes(const View& view, const Population& p);

// Likewise the values of its stimulus.
bool check_stimulus(const View& view, const Population& p);

}  // namespace rheobase::image

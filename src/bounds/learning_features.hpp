// The work of projections whose weights learn, in the units of step_features.hpp.
#pragma once

#include "bounds/step_features.hpp"

namespace rheobase {

// Rows delivered and learned from, whatever the target: one kernel, synapse by synapse.
void add_plastic_rows(const image::View& view, const image::Projection& p, ProjectionWork& w);

// However many rows are delivered: traces, targets that fire, the sweep.
void add_learning(const image::View& view, std::uint32_t record, StepFeatures& f);

}  // namespace rheobase

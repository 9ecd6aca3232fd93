// The memory and time that a network needs, from its description alone: before parameters and weights are drawn.
#pragma once

#include "compile/projections.hpp"
#include "rheobase/compiler.hpp"

namespace rheobase {

// `sizes`: of the populations.
SizeForecast forecast_of(const Network& network, const std::vector<std::uint32_t>& sizes,
                         const std::vector<CompiledProjection>& projections, bool has_event_budget);

}  // namespace rheobase

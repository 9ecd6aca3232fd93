// Short-term plasticity (Tsodyks and Markram): how much of its weight each synapse of a source passes on.
#pragma once

struct rheo_engine;

namespace rheobase {

constexpr float least_short_term = 1e-12f;  // of a state that is not 0: far above what is subnormal

// The efficacies of the rows that this tick adds. Before the parts of a step.
void advance_short_term(rheo_engine& engine);

}  // namespace rheobase

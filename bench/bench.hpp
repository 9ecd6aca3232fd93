// The benchmarks, by room.
#pragma once

namespace rheobase::bench {

void register_neurons(bool quick);
void register_delivery(bool quick);
void register_networks(bool quick);
void register_limits(bool quick);
void register_learning(bool quick);
void register_coding();
void register_worst();

}  // namespace rheobase::bench

// The sensors and motors that a black box watches: what they did in this tick, and the table that a snapshot carries.
#pragma once

#include <cstdint>

#include "coding/following.hpp"
#include "rheobase/blackbox.h"

namespace rheobase {

// Whether the box may watch them.
rheo_error_detail check_signals(const rheo_engine& engine, const rheo_blackbox_options& options);

// Bytes of the table.
std::uint64_t signal_table_bytes(const rheo_blackbox_options& options);
// `calls`: of each signal, as observe_signal gives them.
void write_signal_table(const rheo_blackbox_options& options, const std::uint32_t* calls, unsigned char* table);

// The first signal that is an encoder of the same name: what both sense is one sensor's, whose value the log has once.
// `index` itself where there is none before it.
std::uint32_t sensor_of(const rheo_blackbox_options& options, std::uint32_t index);

struct SignalNow {
  std::uint32_t call;      // RHEO_LOG_CALL_…
  std::uint32_t sample;    // bits of the encoder's; of a decoder 0
  std::uint32_t activity;  // counts what `call` alone does not show: calls of an encoder, starts of a decoder
  // The currents of an encoder's neurons do not follow from `call` and `sample`: rheo_set_input has been at them, or
  // the encoder was called after the tick's record.
  bool unexplained;
};
// `activity_before`: that of the last observation.
SignalNow observe_signal(const rheo_engine& engine, const rheo_blackbox_signal& signal, std::uint32_t activity_before);

}  // namespace rheobase

// The black box as it lies in the caller's memory: this struct first, then what blackbox_init.cpp places.
#pragma once

#include "blackbox/queue.hpp"
#include "engine/engine.hpp"
#include "rheobase/blackbox.h"

struct rheo_blackbox {
  rheo_blackbox(const rheo_engine* of, const rheo_blackbox_options& with, unsigned char* memory, std::uint32_t bytes)
      : engine(of), options(with), queue(memory, bytes) {}

  const rheo_engine* engine;
  rheo_blackbox_options options;
  rheobase::RecordQueue queue;
  alignas(64) std::atomic<std::uint32_t> wanted{0};  // snapshots, counted by the consumer
  alignas(64) std::uint32_t served = 0;
  // What the log has, or would have had, had it not been broken: inputs, population after population; of each signal
  // its call and the bits of its sample. `…_now`: the same at this tick.
  float* known = nullptr;
  // Of external populations, one after the other: what the log has of the spikes that are set for the next step.
  std::uint64_t* known_spikes = nullptr;
  std::int32_t* known_gains = nullptr;
  std::uint32_t gains = 0;  // how many
  std::int32_t* known_frozen = nullptr;
  float* known_rewards = nullptr;
  std::uint32_t learning = 0;  // how many of both
  std::uint32_t *calls = nullptr, *calls_now = nullptr, *samples = nullptr, *samples_now = nullptr;
  std::uint32_t* activity = nullptr;  // of each signal, when it was last observed
  std::uint32_t* sensors = nullptr;   // of each signal: sensor_of
  std::uint64_t sequence = 0, last_tick = 0, recorded_tick = 0;
  std::uint32_t epoch = 0;
  bool broken = true;                                           // the log cannot go on without a snapshot
  bool jumped = false;                                          // since the run does not
  bool snapshot_due = false;                                    // the log can go on, but one should come
  std::uint64_t lost = 0, first_lost_tick = 0, lost_ticks = 0;  // since the last snapshot
  rheo_blackbox_stats stats = {};
};

// A run that is watched in a browser while it goes on: rheobase run --live. Beside the engine, never in it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "observe/state_recorder.hpp"

namespace rheobase {

class ViewServer;

class LiveView {
 public:
  // Serves the page on 127.0.0.1 (port 0: one that is free); `selections`: states that are shown, without any v of the
  // first neuron of each population. Throws ModelError.
  LiveView(const rheo_engine* engine, const ImageReport& image, const std::vector<StateSelection>& selections,
           double every_ms, std::uint16_t port);
  ~LiveView();
  LiveView(const LiveView&) = delete;
  LiveView& operator=(const LiveView&) = delete;

  std::string address() const;
  // Until a browser is there.
  void wait_for_viewer();
  // After every rheo_step: sleeps until the clock has come to the engine's time, and shows what happened some 30 times
  // a second.
  void observe();
  // The viewers keep the picture of the whole run.
  void end();

 private:
  using Clock = std::chrono::steady_clock;
  void send();

  const rheo_engine* engine_;
  double dt_ms_;
  StateRecorder states_;
  std::vector<std::uint32_t> spikes_;  // tick, neuron, tick, neuron, … since the last message
  std::unique_ptr<ViewServer> server_;
  Clock::time_point begin_, sent_;
  std::uint64_t first_tick_;
};

}  // namespace rheobase

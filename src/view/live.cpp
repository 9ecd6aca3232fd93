#include "view/live.hpp"

#include <cstring>
#include <thread>

#include "kernels/bits.hpp"
#include "observe/recorder.hpp"
#include "observe/recording_json.hpp"
#include "observe/text_output.hpp"
#include "view/pages.hpp"
#include "view/server.hpp"

namespace rheobase {
namespace {

constexpr auto between_messages = std::chrono::milliseconds(33);

template <class Number>
void append(std::string& bytes, const Number* numbers, std::size_t count) {
  bytes.append(reinterpret_cast<const char*>(numbers), count * sizeof(Number));
}

}  // namespace

LiveView::LiveView(const rheo_engine* engine, const ImageReport& image, const std::vector<StateSelection>& selections,
                   double every_ms, std::uint16_t port)
    : engine_(engine),
      dt_ms_(image.dt_ms),
      states_(engine, image.dt_ms, selections.empty() ? first_neurons(image) : selections, every_ms),
      server_(std::make_unique<ViewServer>(port)),
      first_tick_(rheo_tick(engine)) {
  add_site(*server_, true, {});
  server_->start_live(json_text(to_json(image.model, Recorder(engine, image).recording(), states_)));
  begin_ = sent_ = Clock::now();
}

LiveView::~LiveView() = default;

std::string LiveView::address() const { return server_->address(); }

void LiveView::wait_for_viewer() {
  server_->wait_for_viewer();
  begin_ = sent_ = Clock::now();
}

void LiveView::observe() {
  const std::uint64_t tick = rheo_tick(engine_);
  std::size_t first = 0;
  for (std::uint32_t p = 0; p < rheo_population_count(engine_); ++p) {
    std::uint32_t words = 0;
    const std::uint64_t* bits = rheo_spikes(engine_, p, &words);
    for_each_bit(bits, 0, words, [&](std::size_t neuron) {
      spikes_.push_back(static_cast<std::uint32_t>(tick));
      spikes_.push_back(static_cast<std::uint32_t>(first + neuron));
    });
    first += rheo_population_size(engine_, p);
  }
  states_.observe();
  const std::chrono::duration<double, std::milli> simulated(static_cast<double>(tick - first_tick_) * dt_ms_);
  std::this_thread::sleep_until(begin_ + std::chrono::duration_cast<Clock::duration>(simulated));
  if (Clock::now() - sent_ >= between_messages) send();
}

// As view.js reads it: little-endian, like every machine that this runs on.
void LiveView::send() {
  const std::uint32_t head[] = {static_cast<std::uint32_t>(rheo_tick(engine_)),
                                static_cast<std::uint32_t>(spikes_.size() / 2),
                                static_cast<std::uint32_t>(states_.ticks().size())};
  std::string bytes;
  append(bytes, head, 3);
  append(bytes, spikes_.data(), spikes_.size());
  for (std::size_t sample = 0; sample < states_.ticks().size(); ++sample) {
    const auto tick = static_cast<std::uint32_t>(states_.ticks()[sample]);
    append(bytes, &tick, 1);
    for (const StateTrace& trace : states_.traces()) append(bytes, &trace.values[sample * trace.count], trace.count);
  }
  server_->send(std::move(bytes));
  spikes_.clear();
  states_.clear();
  sent_ = Clock::now();
}

void LiveView::end() {
  send();
  server_->end_live(R"({"ended":true})");
}

}  // namespace rheobase

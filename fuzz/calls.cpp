// Any sequence of calls with any arguments: the C functions answer, and the engine's state stays finite.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "accepted_image.hpp"
#include "networks.hpp"
#include "rheobase/blackbox.h"
#include "rheobase/decode.h"
#include "rheobase/encode.h"

using namespace rheobase;

namespace {

// Arguments out of the input; zeros after its end.
class Arguments {
 public:
  Arguments(const std::uint8_t* data, std::size_t size) : at_(data), left_(size) {}
  bool any() const { return left_ > 0; }

  template <class T>
  T take() {
    T value{};
    const std::size_t bytes = std::min(sizeof value, left_);
    if (bytes > 0) std::memcpy(&value, at_, bytes);
    at_ += bytes;
    left_ -= bytes;
    return value;
  }
  // Mostly in range, sometimes anything.
  std::uint32_t number() {
    const auto small = take<std::uint8_t>();
    return small < 250 ? small % 16 : take<std::uint32_t>();
  }

 private:
  const std::uint8_t* at_;
  std::size_t left_;
};

class Session {
 public:
  explicit Session(bool budgeted) : image_(compile(fuzz::network(budgeted))) {
    std::size_t bytes = 0;
    if (rheo_engine_size(image_.data(), image_.size(), nullptr, &bytes) != RHEO_OK) __builtin_trap();
    memory_ = AlignedBuffer(bytes);
    if (rheo_init(memory_.data(), bytes, image_.data(), image_.size(), nullptr, &engine_) != RHEO_OK) __builtin_trap();
    if (rheo_snapshot_size(engine_, &bytes) != RHEO_OK) __builtin_trap();
    snapshot_.resize(bytes);
    if (rheo_snapshot(engine_, snapshot_.data(), snapshot_.size(), nullptr) != RHEO_OK) __builtin_trap();
  }

  void call(Arguments& from) {
    switch (from.take<std::uint8_t>() % 14) {
      case 0: rheo_step(engine_); break;
      case 1: set_input(from); break;
      case 2: read(from); break;
      case 3:
        (void)rheo_snapshot(engine_, snapshot_.data(), from.take<std::uint8_t>() < 200 ? snapshot_.size() : 7, nullptr);
        break;
      case 4: restore(from); break;
      case 5: (void)rheo_swap_image(engine_, image_.data(), image_.size() - from.number() % 3); break;
      case 6: add_encoder(from); break;
      case 7: encode(from); break;
      case 8: add_decoder(from); break;
      case 9: decode(from); break;
      case 10: begin_log(from); break;
      case 11: set_gain(from); break;
      case 12: learn(from); break;
      default: log(from); break;
    }
  }

  void end() {
    std::vector<std::byte> now(snapshot_.size());
    if (rheo_snapshot(engine_, now.data(), now.size(), nullptr) != RHEO_OK) __builtin_trap();
    if (!fuzz::all_finite(now, image::View(image_.data()))) __builtin_trap();
    for (const Coder<rheo_encoder>& e : encoders_) rheo_encoder_release(e.coder);
  }

 private:
  template <class T>
  struct Coder {
    std::vector<std::uint64_t> memory;
    T* coder;
  };

  void set_input(Arguments& from) {
    float values[16];
    for (float& x : values) x = from.take<float>();
    const std::uint32_t population = from.number(), first = from.number();
    // As many as there are values; more is the caller's fault, unless it is refused before they are read.
    (void)rheo_set_input(engine_, population, first, from.number() % 17, values);
    (void)rheo_set_input(engine_, population, first, UINT32_MAX, values);
  }

  void read(Arguments& from) {
    const std::uint32_t p = from.number(), size = rheo_population_size(engine_, p);
    std::uint32_t words = 0;
    const std::uint64_t* spikes = rheo_spikes(engine_, p, &words);
    volatile std::uint64_t sum = rheo_spike_count(engine_, p);
    for (std::uint32_t k = 0; spikes != nullptr && k < words; ++k) sum = sum + spikes[k];
    for (std::uint32_t i = 0; const char* name = rheo_state_name(engine_, p, i); ++i) {
      const float* values = rheo_state(engine_, p, name);
      if (values == nullptr) __builtin_trap();
      for (std::uint32_t k = 0; k < size; ++k) sum = sum + (values[k] > 0 ? 1u : 0u);
    }
    for (std::uint32_t i = rheo_next_spike(engine_, p, 0); i != RHEO_NO_NEURON;
         i = rheo_next_spike(engine_, p, i + 1)) {
      if (i >= size) __builtin_trap();
    }
    rheo_spike_hash(engine_);
    rheo_state_hash(engine_);
    rheo_population_name(engine_, from.number());
  }

  void set_gain(Arguments& from) {
    const std::uint32_t projection = from.number();
    const auto gain = from.take<float>();
    if (rheo_set_gain(engine_, projection, gain) != RHEO_OK) return;
    rheo_projection_info info;
    rheo_get_projection(engine_, projection, &info);
    const float set = rheo_gain(engine_, projection);
    if (!(set >= 0 && set <= info.max_gain)) __builtin_trap();
  }

  void learn(Arguments& from) {
    const std::uint32_t projection = from.number(), source = from.number(), count = from.number() % 17;
    (void)rheo_set_learning(engine_, projection, static_cast<int>(from.number() % 2));
    (void)rheo_reward(engine_, projection, from.take<float>());
    float weights[16];
    for (float& x : weights)
      x = from.take<std::uint8_t>() < 200 ? static_cast<float>(from.number()) / 8 : from.take<float>();
    (void)rheo_set_weights(engine_, projection, source, count, weights);
    std::uint32_t targets[16], synapses = 0;
    if (rheo_weights(engine_, projection, source, 16, weights, targets, &synapses) != RHEO_OK) return;
    for (std::uint32_t k = 0; k < synapses; ++k) {
      if (!(weights[k] >= 0 && weights[k] <= 1) || targets[k] >= 7) __builtin_trap();
    }
  }

  void restore(Arguments& from) {
    std::vector<std::byte> forged = snapshot_;
    for (unsigned k = from.take<std::uint8_t>() % 4; k > 0; --k) {
      forged[from.take<std::uint32_t>() % forged.size()] = std::byte{from.take<std::uint8_t>()};
    }
    (void)rheo_restore(engine_, forged.data(), forged.size() - from.number() % 2);
  }

  void add_encoder(Arguments& from) {
    auto options = rheo_default_encoder_options(from.number());
    if (from.take<std::uint8_t>() % 4 == 0) options = from.take<rheo_encoder_options>();
    options.population = rheo_population_name(engine_, from.number());
    options.first = from.number();
    options.count = from.number();
    add(options, encoders_, rheo_encoder_size, rheo_encoder_error_detail, rheo_encoder_init);
  }

  void add_decoder(Arguments& from) {
    auto options = rheo_default_decoder_options(from.number());
    if (from.take<std::uint8_t>() % 4 == 0) options = from.take<rheo_decoder_options>();
    options.population = rheo_population_name(engine_, from.number());
    options.first = from.number();
    options.count = from.number();
    add(options, decoders_, rheo_decoder_size, rheo_decoder_error_detail, rheo_decoder_init);
  }

  // One that is accepted has a size; one that is refused leaves null.
  template <class Options, class T, class Size, class Detail, class Init>
  void add(const Options& options, std::vector<Coder<T>>& to, Size size, Detail detail, Init init) {
    std::size_t bytes = 0;
    const rheo_status known = size(engine_, &options, &bytes);
    if (detail(engine_, &options).status != known) __builtin_trap();
    if (to.size() > 8 || bytes > (1u << 20)) return;
    Coder<T> made = {std::vector<std::uint64_t>(known == RHEO_OK ? (bytes + 7) / 8 : 64), nullptr};
    const rheo_status status = init(made.memory.data(), made.memory.size() * 8, engine_, &options, &made.coder);
    if ((status == RHEO_OK) != (made.coder != nullptr)) __builtin_trap();
    if (known != RHEO_OK && status == RHEO_OK) __builtin_trap();
    if (made.coder != nullptr) to.push_back(std::move(made));
  }

  void encode(Arguments& from) {
    const auto value = from.take<float>();
    if (encoders_.empty()) return;
    const std::size_t which = from.take<std::uint8_t>() % encoders_.size();
    rheo_encode(encoders_[which].coder, value);
    rheo_encoder_counters counters;
    rheo_encoder_get_counters(encoders_[which].coder, &counters);
    if (from.take<std::uint8_t>() % 8 != 0) return;
    rheo_encoder_release(encoders_[which].coder);
    encoders_.erase(encoders_.begin() + static_cast<std::ptrdiff_t>(which));
  }

  void decode(Arguments& from) {
    if (decoders_.empty()) return;
    rheo_decoder* decoder = decoders_[from.take<std::uint8_t>() % decoders_.size()].coder;
    rheo_decoded details;
    const float value = rheo_decode(decoder, &details);
    if (std::isinf(value)) __builtin_trap();
    if (from.take<std::uint8_t>() % 4 == 0) rheo_decoder_start(decoder);
  }

  void begin_log(Arguments& from) {
    if (box_ != nullptr) return;
    rheo_blackbox_options options = rheo_default_blackbox_options();
    options.hash_ticks = from.number();
    options.snapshot_ticks = from.number();
    std::size_t bytes = 0;
    if (rheo_blackbox_size(engine_, &options, &bytes) != RHEO_OK || bytes > (1u << 22)) return;
    log_memory_ = AlignedBuffer(bytes);
    if (rheo_blackbox_init(log_memory_.data(), bytes, engine_, &options, &box_) != RHEO_OK) __builtin_trap();
  }

  void log(Arguments& from) {
    if (box_ == nullptr) return;
    rheo_blackbox_record(box_);
    if (from.take<std::uint8_t>() % 2 == 0) return;
    while (const rheo_log_record* record = rheo_blackbox_peek(box_)) {
      if (rheo_log_record_check(record, record->bytes) != RHEO_OK) __builtin_trap();
      rheo_blackbox_release(box_);
    }
  }

  Image image_;
  AlignedBuffer memory_, log_memory_;
  rheo_engine* engine_ = nullptr;
  rheo_blackbox* box_ = nullptr;
  std::vector<std::byte> snapshot_;
  std::vector<Coder<rheo_encoder>> encoders_;
  std::vector<Coder<rheo_decoder>> decoders_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Arguments from(data, size);
  Session session(from.take<std::uint8_t>() % 2 == 0);
  for (int calls = 0; from.any() && calls < 2000; ++calls) session.call(from);
  session.end();
  return 0;
}

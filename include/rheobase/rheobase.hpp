// The engine, its encoders, decoders and black box for C++17 firmware: handles over the C functions (rheobase.h,
// encode.h, decode.h, blackbox.h, where everything is said), each one call and no more. No exceptions, no RTTI, no
// heap, no arithmetic; a handle is one pointer, owns nothing and is copied as one.
//
//   static rheobase::Memory<16384> memory;
//   rheobase::Engine net;
//   if (net.init(memory, net_image, net_image_bytes) != RHEO_OK) fault();
//   for (;;) { heading.encode(sensor()); net.step(); motor(left.decode()); }
//
// Before a successful init a handle is empty (`if (net)`): its functions do nothing, and answer 0 or RHEO_E_NULL.
#ifndef RHEOBASE_RHEOBASE_HPP_
#define RHEOBASE_RHEOBASE_HPP_

#include <cstddef>
#include <cstdint>

#include "rheobase/blackbox.h"
#include "rheobase/decode.h"
#include "rheobase/encode.h"
#include "rheobase/rheobase.h"

namespace rheobase {

// Room for an engine, a black box, an encoder or a decoder; static or on the stack. On the boundary that all of them
// ask.
template <std::size_t Bytes>
struct alignas(RHEO_ALIGNMENT) Memory {
  unsigned char bytes[Bytes];
};

// `count` values from `data` on; as std::span, which C++17 does not have.
template <class T>
class Span {
 public:
  constexpr Span() = default;
  constexpr Span(T* data, std::size_t count) : data_(data), count_(count) {}
  template <std::size_t Count>
  constexpr Span(T (&array)[Count]) : data_(array), count_(Count) {}  // NOLINT: an array is a span
  // std::array, std::vector, another Span: whatever has data() and size().
  template <class Container, class = decltype(static_cast<T*>(static_cast<Container*>(nullptr)->data()))>
  constexpr Span(Container& from) : data_(from.data()), count_(from.size()) {}  // NOLINT

  constexpr T* data() const { return data_; }
  constexpr std::size_t size() const { return count_; }
  constexpr bool empty() const { return count_ == 0; }
  constexpr T& operator[](std::size_t i) const { return data_[i]; }
  constexpr T* begin() const { return data_; }
  constexpr T* end() const { return data_ + count_; }

 private:
  T* data_ = nullptr;
  std::size_t count_ = 0;
};

// The neurons of a population that fired in the last step, ascending: for (std::uint32_t i : net.fired(population)) …
class Fired {
 public:
  class Iterator {
   public:
    Iterator(const rheo_engine* engine, std::uint32_t population, std::uint32_t neuron)
        : engine_(engine), population_(population), neuron_(neuron) {}
    std::uint32_t operator*() const { return neuron_; }
    Iterator& operator++() {
      neuron_ = rheo_next_spike(engine_, population_, neuron_ + 1);
      return *this;
    }
    bool operator!=(const Iterator& other) const { return neuron_ != other.neuron_; }

   private:
    const rheo_engine* engine_;
    std::uint32_t population_, neuron_;
  };
  Fired(const rheo_engine* engine, std::uint32_t population) : engine_(engine), population_(population) {}
  Iterator begin() const { return {engine_, population_, rheo_next_spike(engine_, population_, 0)}; }
  Iterator end() const { return {engine_, population_, RHEO_NO_NEURON}; }

 private:
  const rheo_engine* engine_;
  std::uint32_t population_;
};

class Engine {
 public:
  constexpr Engine() = default;
  constexpr explicit Engine(rheo_engine* engine) : engine_(engine) {}
  constexpr rheo_engine* get() const { return engine_; }
  constexpr explicit operator bool() const { return engine_ != nullptr; }

  [[nodiscard]] static rheo_status size(const void* image, std::size_t image_bytes, std::size_t& bytes,
                                        const rheo_options* options = nullptr) {
    return rheo_engine_size(image, image_bytes, options, &bytes);
  }
  [[nodiscard]] rheo_status init(void* memory, std::size_t memory_bytes, const void* image, std::size_t image_bytes,
                                 const rheo_options* options = nullptr) {
    return rheo_init(memory, memory_bytes, image, image_bytes, options, &engine_);
  }
  template <std::size_t Bytes>
  [[nodiscard]] rheo_status init(Memory<Bytes>& memory, const void* image, std::size_t image_bytes,
                                 const rheo_options* options = nullptr) {
    return init(memory.bytes, Bytes, image, image_bytes, options);
  }

  void step() const { rheo_step(engine_); }
  void reset() const { rheo_reset(engine_); }
  std::uint64_t tick() const { return rheo_tick(engine_); }
  float dt_ms() const { return rheo_dt_ms(engine_); }

  std::uint32_t population_count() const { return rheo_population_count(engine_); }
  std::uint32_t population_size(std::uint32_t population) const { return rheo_population_size(engine_, population); }
  const char* population_name(std::uint32_t population) const { return rheo_population_name(engine_, population); }
  [[nodiscard]] rheo_status find_population(const char* name, std::uint32_t& population) const {
    return rheo_find_population(engine_, name, &population);
  }

  std::uint32_t projection_count() const { return rheo_projection_count(engine_); }
  rheo_projection_info projection(std::uint32_t projection) const {
    rheo_projection_info out;
    rheo_get_projection(engine_, projection, &out);
    return out;
  }
  // `channel` may be null: any.
  [[nodiscard]] rheo_status find_projection(const char* source, const char* target, const char* channel,
                                            std::uint32_t& projection) const {
    return rheo_find_projection(engine_, source, target, channel, &projection);
  }
  [[nodiscard]] rheo_status set_gain(std::uint32_t projection, float gain) const {
    return rheo_set_gain(engine_, projection, gain);
  }
  float gain(std::uint32_t projection) const { return rheo_gain(engine_, projection); }
  [[nodiscard]] rheo_status set_learning(std::uint32_t projection, bool on) const {
    return rheo_set_learning(engine_, projection, on ? 1 : 0);
  }
  bool learning(std::uint32_t projection) const { return rheo_learning(engine_, projection) != 0; }
  [[nodiscard]] rheo_status reward(std::uint32_t projection, float amount) const {
    return rheo_reward(engine_, projection, amount);
  }
  float modulator(std::uint32_t projection) const { return rheo_modulator(engine_, projection); }
  [[nodiscard]] rheo_status weights(std::uint32_t projection, std::uint32_t source, std::uint32_t capacity,
                                    float* weights, std::uint32_t* targets, std::uint32_t* count_out) const {
    return rheo_weights(engine_, projection, source, capacity, weights, targets, count_out);
  }
  [[nodiscard]] rheo_status set_weights(std::uint32_t projection, std::uint32_t source, std::uint32_t count,
                                        const float* weights) const {
    return rheo_set_weights(engine_, projection, source, count, weights);
  }

  [[nodiscard]] rheo_status set_input(std::uint32_t population, std::uint32_t first, Span<const float> current) const {
    if (current.size() > UINT32_MAX) return RHEO_E_RANGE;
    return rheo_set_input(engine_, population, first, static_cast<std::uint32_t>(current.size()), current.data());
  }
  // Of an external population: who fires in the next step.
  [[nodiscard]] rheo_status set_spikes(std::uint32_t population, Span<const std::uint32_t> neurons) const {
    if (neurons.size() > UINT32_MAX) return RHEO_E_RANGE;
    return rheo_set_spikes(engine_, population, static_cast<std::uint32_t>(neurons.size()), neurons.data());
  }
  [[nodiscard]] rheo_status set_spike_words(std::uint32_t population, std::uint32_t first_word,
                                            Span<const std::uint64_t> words) const {
    if (words.size() > UINT32_MAX) return RHEO_E_RANGE;
    return rheo_set_spike_words(engine_, population, first_word, static_cast<std::uint32_t>(words.size()),
                                words.data());
  }
  Span<const std::uint64_t> spikes(std::uint32_t population) const {
    std::uint32_t words = 0;
    const std::uint64_t* bits = rheo_spikes(engine_, population, &words);
    return {bits, words};
  }
  Fired fired(std::uint32_t population) const { return {engine_, population}; }
  std::uint32_t spike_count(std::uint32_t population) const { return rheo_spike_count(engine_, population); }
  Span<const float> v(std::uint32_t population) const { return plane(rheo_v(engine_, population), population); }
  Span<const float> u(std::uint32_t population) const { return plane(rheo_u(engine_, population), population); }
  // A state by its name; empty if the population has none of that name.
  Span<const float> state(std::uint32_t population, const char* name) const {
    return plane(rheo_state(engine_, population, name), population);
  }
  const char* state_name(std::uint32_t population, std::uint32_t index) const {
    return rheo_state_name(engine_, population, index);
  }
  // Empty if the population was described without `spike_times = true`.
  Span<const float> spike_age_ms(std::uint32_t population) const {
    return plane(rheo_spike_age_ms(engine_, population), population);
  }

  rheo_counters counters() const {
    rheo_counters out;
    rheo_get_counters(engine_, &out);
    return out;
  }
  std::uint64_t steps_at_limit(std::uint32_t population) const { return rheo_steps_at_limit(engine_, population); }
  rheo_load load() const {
    rheo_load out;
    rheo_get_load(engine_, &out);
    return out;
  }
  std::uint64_t spike_hash() const { return rheo_spike_hash(engine_); }
  std::uint64_t state_hash() const { return rheo_state_hash(engine_); }
  const char* target() const { return rheo_engine_target(engine_); }

  // Several threads: see rheobase.h.
  [[nodiscard]] rheo_status help(std::uint32_t thread, std::uint32_t& pieces) const {
    return rheo_help(engine_, thread, &pieces);
  }
  [[nodiscard]] rheo_status work(std::uint32_t thread) const { return rheo_work(engine_, thread); }
  void stop_workers() const { rheo_stop_workers(engine_); }
  [[nodiscard]] rheo_status set_step_hooks(const rheo_step_hooks* hooks) const {
    return rheo_set_step_hooks(engine_, hooks);
  }

  [[nodiscard]] rheo_status snapshot_size(std::size_t& bytes) const { return rheo_snapshot_size(engine_, &bytes); }
  [[nodiscard]] rheo_status snapshot(void* buffer, std::size_t bytes, std::size_t* written = nullptr) const {
    return rheo_snapshot(engine_, buffer, bytes, written);
  }
  [[nodiscard]] rheo_status restore(const void* buffer, std::size_t bytes) const {
    return rheo_restore(engine_, buffer, bytes);
  }
  [[nodiscard]] rheo_status swap_image(const void* image, std::size_t image_bytes) const {
    return rheo_swap_image(engine_, image, image_bytes);
  }

 private:
  Span<const float> plane(const float* values, std::uint32_t population) const {
    return {values, values != nullptr ? population_size(population) : 0};
  }
  rheo_engine* engine_ = nullptr;
};

class Encoder {
 public:
  constexpr Encoder() = default;
  constexpr explicit Encoder(rheo_encoder* encoder) : encoder_(encoder) {}
  [[nodiscard]] static rheo_status size(Engine engine, const rheo_encoder_options& options, std::size_t& bytes) {
    return rheo_encoder_size(engine.get(), &options, &bytes);
  }
  static rheo_error_detail error_detail(Engine engine, const rheo_encoder_options& options) {
    return rheo_encoder_error_detail(engine.get(), &options);
  }
  constexpr rheo_encoder* get() const { return encoder_; }
  constexpr explicit operator bool() const { return encoder_ != nullptr; }

  [[nodiscard]] rheo_status init(void* memory, std::size_t bytes, Engine engine, const rheo_encoder_options& options) {
    return rheo_encoder_init(memory, bytes, engine.get(), &options, &encoder_);
  }
  template <std::size_t Bytes>
  [[nodiscard]] rheo_status init(Memory<Bytes>& memory, Engine engine, const rheo_encoder_options& options) {
    return init(memory.bytes, Bytes, engine, options);
  }
  rheo_status encode(float value) const { return rheo_encode(encoder_, value); }
  // Gives its neurons back; the handle is empty again.
  void release() {
    rheo_encoder_release(encoder_);
    encoder_ = nullptr;
  }
  rheo_encoder_counters counters() const {
    rheo_encoder_counters out;
    rheo_encoder_get_counters(encoder_, &out);
    return out;
  }

 private:
  rheo_encoder* encoder_ = nullptr;
};

class Decoder {
 public:
  constexpr Decoder() = default;
  constexpr explicit Decoder(rheo_decoder* decoder) : decoder_(decoder) {}
  [[nodiscard]] static rheo_status size(Engine engine, const rheo_decoder_options& options, std::size_t& bytes) {
    return rheo_decoder_size(engine.get(), &options, &bytes);
  }
  static rheo_error_detail error_detail(Engine engine, const rheo_decoder_options& options) {
    return rheo_decoder_error_detail(engine.get(), &options);
  }
  constexpr rheo_decoder* get() const { return decoder_; }
  constexpr explicit operator bool() const { return decoder_ != nullptr; }

  [[nodiscard]] rheo_status init(void* memory, std::size_t bytes, Engine engine, const rheo_decoder_options& options) {
    return rheo_decoder_init(memory, bytes, engine.get(), &options, &decoder_);
  }
  template <std::size_t Bytes>
  [[nodiscard]] rheo_status init(Memory<Bytes>& memory, Engine engine, const rheo_decoder_options& options) {
    return init(memory.bytes, Bytes, engine, options);
  }
  float decode() const { return rheo_decode(decoder_, nullptr); }
  float decode(rheo_decoded& details) const { return rheo_decode(decoder_, &details); }
  void start() const { rheo_decoder_start(decoder_); }
  rheo_decoder_counters counters() const {
    rheo_decoder_counters out;
    rheo_decoder_get_counters(decoder_, &out);
    return out;
  }

 private:
  rheo_decoder* decoder_ = nullptr;
};

class BlackBox {
 public:
  constexpr BlackBox() = default;
  constexpr explicit BlackBox(rheo_blackbox* box) : box_(box) {}
  [[nodiscard]] static rheo_status size(Engine engine, std::size_t& bytes,
                                        const rheo_blackbox_options* options = nullptr) {
    return rheo_blackbox_size(engine.get(), options, &bytes);
  }
  static rheo_error_detail error_detail(Engine engine, const rheo_blackbox_options* options = nullptr) {
    return rheo_blackbox_error_detail(engine.get(), options);
  }
  constexpr rheo_blackbox* get() const { return box_; }
  constexpr explicit operator bool() const { return box_ != nullptr; }

  [[nodiscard]] rheo_status init(void* memory, std::size_t bytes, Engine engine,
                                 const rheo_blackbox_options* options = nullptr) {
    return rheo_blackbox_init(memory, bytes, engine.get(), options, &box_);
  }
  template <std::size_t Bytes>
  [[nodiscard]] rheo_status init(Memory<Bytes>& memory, Engine engine, const rheo_blackbox_options* options = nullptr) {
    return init(memory.bytes, Bytes, engine, options);
  }
  void record() const { rheo_blackbox_record(box_); }
  void record_hash() const { rheo_blackbox_record_hash(box_); }
  const rheo_log_record* peek() const { return rheo_blackbox_peek(box_); }
  void release() const { rheo_blackbox_release(box_); }
  void want_snapshot() const { rheo_blackbox_want_snapshot(box_); }
  rheo_blackbox_stats stats() const {
    rheo_blackbox_stats out;
    rheo_blackbox_get_stats(box_, &out);
    return out;
  }

 private:
  rheo_blackbox* box_ = nullptr;
};

}  // namespace rheobase

#endif  // RHEOBASE_RHEOBASE_HPP_

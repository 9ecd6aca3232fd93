// Images that no compile makes, with right checksums: for fuzzers and tests.
#pragma once

#include "kernels/strict_math.hpp"

#include <cfloat>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "engine/snapshot_format.hpp"
#include "image/checksum.hpp"
#include "image/fields.hpp"
#include "image/limits.hpp"
#include "image/view.hpp"
#include "models/izhikevich.hpp"
#include "models/quadratic.hpp"
#include "models/shapes.hpp"
#include "rheobase/compiler.hpp"

namespace rheobase::fuzz {

// The rules of fields.inc and snapshot_fields.inc, with names.
struct NamedRule {
  const char *owner, *field;
  FieldRule rule;
};
#undef RHEO_FIELD_RULE
#define RHEO_FIELD_RULE(S, field, type, least, most) \
  {#S, #field, {FieldOwner::S, type, offsetof(S, field), sizeof(S::field), least, most}},

}  // namespace rheobase::fuzz

namespace rheobase::image {  // whose names the rows use

inline const std::vector<fuzz::NamedRule>& image_rules() {
  static const std::vector<fuzz::NamedRule> rules = {
#include "image/fields.inc"
  };
  return rules;
}

}  // namespace rheobase::image

namespace rheobase::fuzz {

using image::image_rules;

inline const std::vector<NamedRule>& snapshot_rules() {
  static const std::vector<NamedRule> rules = {
#include "engine/snapshot_fields.inc"
  };
  return rules;
}

inline Image copy_of(const Image& image) {
  Image copy(image.size());
  if (image.size() > 0) std::memcpy(copy.data(), image.data(), image.size());
  return copy;
}

inline image::Header& header(Image& image) { return *reinterpret_cast<image::Header*>(image.data()); }

inline void sign(Image& image) { header(image).checksum = image::checksum_of(image.data(), image.size()); }

template <class T>
T* at(Image& image, std::uint32_t units) {
  return reinterpret_cast<T*>(image.data() + std::size_t{units} * image::unit);
}

inline image::Population* populations(Image& image) {
  return at<image::Population>(image, header(image).population_table);
}
inline image::Plane* planes(Image& image, const image::Population& p) { return at<image::Plane>(image, p.planes); }
inline image::Channel* channels(Image& image) { return at<image::Channel>(image, header(image).channel_table); }
inline image::Projection* projections(Image& image) {
  return at<image::Projection>(image, header(image).projection_table);
}

inline std::size_t element_bytes(const FieldRule& rule) {
  return rule.type == FieldType::u16 ? 2 : rule.type == FieldType::f64 || rule.bytes == 8 ? 8 : 4;
}

using ElementBits = std::uint64_t;

inline ElementBits bits_of(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}
inline ElementBits bits_of(double x) {
  std::uint64_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

// Values that the rule refuses; none for RHEO_ANY.
inline std::vector<ElementBits> refused_by(const FieldRule& rule) {
  std::vector<ElementBits> out;
  const float inf = std::numeric_limits<float>::infinity();
  switch (rule.type) {
    case FieldType::any: break;
    case FieldType::flags:
      for (unsigned bit = 0; bit < 32; ++bit) {
        if ((rule.most.bits >> bit & 1u) == 0) out.push_back(1u << bit);
      }
      out.push_back(0xFFFFFFFFu);
      break;
    case FieldType::u16:
    case FieldType::u32:
      if (rule.least.bits > 0) {
        for (const std::uint32_t x : {std::uint32_t{0}, rule.least.bits - 1}) out.push_back(x);
      }
      if (rule.most.bits < 0xFFFFu) out.push_back(0xFFFFu);
      if (rule.most.bits < 0xFFFFFFFFu) out.push_back(rule.most.bits + 1);
      if (rule.type == FieldType::u32 && rule.most.bits < 0xFFFFFFFFu) out.push_back(0xFFFFFFFFu);
      break;
    case FieldType::i32:
      for (const std::int32_t x : {rule.least.integer - 1, rule.most.integer + 1, INT32_MIN, INT32_MAX}) {
        out.push_back(static_cast<std::uint32_t>(x));
      }
      break;
    case FieldType::f32:
      for (const float x : {std::nextafter(rule.least.number, -inf), std::nextafter(rule.most.number, inf), inf, -inf,
                            std::numeric_limits<float>::quiet_NaN(), 1e-42f, -1e-42f}) {
        if (!in_range(x, rule.least.number, rule.most.number)) out.push_back(bits_of(x));
      }
      break;
    case FieldType::f64:
      for (const double x : {rule.least.number * (1 - 1e-6), rule.most.number * (1 + 1e-6), 1e300, -1e300, 1e-300, 0.0,
                             -1.0, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
        out.push_back(bits_of(x));
      }
  }
  return out;
}

// Changes an image somewhere, as its random numbers say.
class Forger {
 public:
  explicit Forger(std::uint32_t seed) : random_(seed) {}

  // One to three changes of a sound image, and the checksum.
  Image forge(const Image& sound) {
    const image::View view(sound.data());
    Image image = copy_of(sound);
    for (std::uint32_t k = pick(3) + 1; k > 0; --k) change(view, image);
    sign(image);
    return image;
  }

 private:
  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random_() % below); }

  void change(const image::View& view, Image& image) {
    switch (pick(8)) {
      case 0:
      case 1:
      case 2: change_field(view.header(), image); break;
      case 3: change_word(image); break;
      case 4: change_step(view, image); break;
      case 5: change_scale(view.header(), image); break;
      default: change_values(view, image);
    }
  }

  // The struct of that kind which is changed; null: there is none.
  std::byte* some_struct(const image::Header& h, FieldOwner owner, Image& image) {
    const auto one_of = [&](std::uint32_t table, std::uint32_t count, std::size_t bytes) {
      return count == 0 ? nullptr : at<std::byte>(image, table) + pick(count) * bytes;
    };
    switch (owner) {
      case FieldOwner::Population: return one_of(h.population_table, h.populations, sizeof(image::Population));
      case FieldOwner::Channel: return one_of(h.channel_table, h.channels, sizeof(image::Channel));
      case FieldOwner::Projection: return one_of(h.projection_table, h.projections, sizeof(image::Projection));
      default: return image.data();
    }
  }

  void change_field(const image::Header& h, Image& image) {
    const FieldRule& rule = image_rules()[pick(static_cast<std::uint32_t>(image_rules().size()))].rule;
    if (rule.owner == FieldOwner::Header && rule.offset <= offsetof(image::Header, image_bytes))
      return;  // has its tests
    std::byte* base = some_struct(h, rule.owner, image);
    if (base == nullptr) return;
    const std::size_t bytes = element_bytes(rule);
    const ElementBits value = some_bits(rule);
    std::memcpy(base + rule.offset + pick(static_cast<std::uint32_t>(rule.bytes / bytes)) * bytes, &value, bytes);
  }

  ElementBits some_bits(const FieldRule& rule) {
    if (rule.type == FieldType::f32 || rule.type == FieldType::f64) {
      const float least = rule.least.number, most = rule.most.number;
      const float part = static_cast<float>(pick(1001)) * 0.001f;
      const float values[] = {least, most, 0.0f, least + (most - least) * part, 3e38f, -3e38f, 1e-42f};
      const float x = values[pick(7)];
      return rule.type == FieldType::f32 ? bits_of(x) : bits_of(static_cast<double>(x));
    }
    const std::uint32_t values[] = {0,
                                    1,
                                    2,
                                    pick(16),
                                    pick(300),
                                    rule.least.bits,
                                    rule.most.bits,
                                    1u << pick(32),
                                    0x7FFFFFFFu,
                                    0xFFFFFFFFu,
                                    static_cast<std::uint32_t>(random_())};
    return values[pick(11)];
  }

  void change_word(Image& image) {
    const std::uint32_t values[] = {0, 1, 0x7F800000u, 0x7F7FFFFFu, 0xFFFFFFFFu, static_cast<std::uint32_t>(random_())};
    const std::size_t words = image.size() / 4, first = sizeof(image::Header) / 4;
    std::memcpy(image.data() + 4 * (first + random_() % (words - first)), &values[pick(6)], 4);
  }

  // dt or a threshold, and everything that follows from them.
  void change_step(const image::View& view, Image& image) {
    const double steps[] = {0.001, 0.1, 0.5, 1, 2, 10, 100};
    const float thresholds[] = {30, 30, -60, -62.5f, 1e5f, -1e5f};
    const double dt_ms = pick(2) == 0 ? steps[pick(7)] : view.header().dt_ms;
    header(image).dt_ms = dt_ms;
    for (std::uint32_t i = 0; i < view.header().populations; ++i) {
      auto& p = at<image::Population>(image, view.header().population_table)[i];
      p.dt = static_cast<float>(dt_ms);
      if (pick(3) == 0) p.threshold = thresholds[pick(6)];
      const image::Population& sound = view.population(i);
      if (sound.integrator != static_cast<std::uint32_t>(Integrator::riccati)) continue;
      if (sound.model != static_cast<std::uint32_t>(NeuronModel::izhikevich)) continue;
      const double peak = 0.04 * dt_ms * (p.threshold + 62.5);
      const double folded[izhikevich_constants_floats] = {0.04 * dt_ms,
                                                          0.04 * dt_ms * dt_ms,
                                                          0.65 * dt_ms * dt_ms,
                                                          25 / dt_ms,
                                                          25 / (3 * dt_ms),
                                                          peak,
                                                          peak * peak,
                                                          16,
                                                          std::nextafter(p.threshold, -FLT_MAX),
                                                          dt_ms};
      float* out = at<float>(image, view.planes(sound)[izhikevich_constants].offset);
      for (unsigned k = 0; k < izhikevich_constants_floats; ++k) out[k] = static_cast<float>(folded[k]);
    }
  }

  void change_scale(const image::Header& h, Image& image) {
    if (h.channels == 0) return;
    auto& c = at<image::Channel>(image, h.channel_table)[pick(h.channels)];
    c.exponent = limits::least_exponent;
    if (pick(2) == 0) c.exponent += static_cast<std::int32_t>(pick(limits::most_exponent - limits::least_exponent + 1));
    c.scale = std::ldexp(1.0f, -c.exponent);
  }

  // Some values of one plane, within what it may hold or not.
  void change_values(const image::View& view, Image& image) {
    const image::Population& p = view.population(pick(view.header().populations));
    const std::uint32_t k = pick(p.plane_count);
    const bool is_common = k < image::common_planes;
    const float limit = limits::most_parameter;
    const PlaneRange range = is_common ? PlaneRange{-limit, limit} : own_ranges(p).of[k - image::common_planes];
    float* values = at<float>(image, view.planes(p)[k].offset);
    const auto floats = static_cast<std::uint32_t>(image::plane_floats(p, view.planes(p)[k]));
    const float least = range.least, most = range.most;
    const float choice[] = {least, most, 0.0f, least * 1e-4f, most * 1e-4f, most * 0.01f, 1e-19f, 1e-21f, 3e38f};
    const float x = choice[pick(9)];
    const std::uint32_t first = pick(floats), count = pick(3) == 0 ? floats : 1;
    for (std::uint32_t i = 0; i < count; ++i) values[(first + i) % floats] = x;
  }

  std::mt19937 random_;
};

}  // namespace rheobase::fuzz

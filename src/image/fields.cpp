#include "kernels/strict_math.hpp"

#include "image/fields.hpp"

#include <cstring>

namespace rheobase {
namespace {

template <class T>
T load(const unsigned char* at) {
  T x;
  std::memcpy(&x, at, sizeof x);
  return x;
}

std::size_t element_bytes(const FieldRule& rule) {
  switch (rule.type) {
    case FieldType::u16: return 2;
    case FieldType::f64: return 8;
    default: return 4;
  }
}

bool element_fits(const FieldRule& rule, const unsigned char* at) {
  switch (rule.type) {
    case FieldType::flags: return (load<std::uint32_t>(at) & ~rule.most.bits) == 0;
    case FieldType::i32: {
      const auto x = load<std::int32_t>(at);
      return x >= rule.least.integer && x <= rule.most.integer;
    }
    case FieldType::f32: return in_range(load<float>(at), rule.least.number, rule.most.number);
    case FieldType::f64: return in_range(static_cast<float>(load<double>(at)), rule.least.number, rule.most.number);
    default: {
      const std::uint32_t x = rule.type == FieldType::u16 ? load<std::uint16_t>(at) : load<std::uint32_t>(at);
      return x >= rule.least.bits && x <= rule.most.bits;
    }
  }
}

}  // namespace

bool fields_fit(const FieldRule* rules, std::size_t count, FieldOwner owner, const void* record) {
  for (const FieldRule* rule = rules; rule != rules + count; ++rule) {
    if (rule->owner != owner) continue;
    const unsigned char* at = static_cast<const unsigned char*>(record) + rule->offset;
    const std::size_t step = element_bytes(*rule);
    for (std::size_t k = 0; k < rule->bytes; k += step) {
      if (!element_fits(*rule, at + k)) return false;
    }
  }
  return true;
}

}  // namespace rheobase

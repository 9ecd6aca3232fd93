// Ranges of the fields of structs that come from outside. The rows are in image/fields.inc and
// engine/snapshot_fields.inc:
//   RHEO_FIELD(struct, field, least, most)  a number; an array: each element
//   RHEO_FLAGS(struct, field, mask)         bits that may be set
//   RHEO_ANY(struct, field)                 every value; what it means is compared with the rest of the image
#pragma once

#include <cfloat>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace rheobase {

// Finite and not subnormal, and within least … most.
inline bool in_range(float x, float least, float most) {
  return x >= least && x <= most && (x == 0.0f || x >= FLT_MIN || x <= -FLT_MIN);
}

enum class FieldOwner : std::uint8_t { Header, Population, Channel, Projection, SnapshotHeader, SnapshotClocks };
enum class FieldType : std::uint8_t { any, u16, u32, i32, f32, f64, flags };

struct FieldRule {
  union Bound {
    std::uint32_t bits;
    std::int32_t integer;
    float number;
    constexpr Bound() : bits(0) {}
    constexpr Bound(std::uint32_t x) : bits(x) {}
    constexpr Bound(std::int32_t x) : integer(x) {}
    constexpr Bound(float x) : number(x) {}
  };
  FieldOwner owner;
  FieldType type;
  std::uint8_t offset, bytes;  // in the struct
  Bound least, most;           // flags: `most` is the mask
};

template <class Field>
constexpr FieldType field_type() {
  using T = std::remove_all_extents_t<Field>;
  static_assert(std::is_same_v<T, std::uint16_t> || std::is_same_v<T, std::uint32_t> ||
                std::is_same_v<T, std::int32_t> || std::is_same_v<T, float> || std::is_same_v<T, double>);
  return std::is_same_v<T, std::uint16_t>   ? FieldType::u16
         : std::is_same_v<T, std::uint32_t> ? FieldType::u32
         : std::is_same_v<T, std::int32_t>  ? FieldType::i32
         : std::is_same_v<T, float>         ? FieldType::f32
                                            : FieldType::f64;
}

template <class Field, class Value>
constexpr FieldRule::Bound field_bound(Value x) {
  using T = std::remove_all_extents_t<Field>;
  if constexpr (std::is_floating_point_v<T>) {
    return static_cast<float>(x);
  } else if constexpr (std::is_signed_v<T>) {
    return static_cast<std::int32_t>(x);
  } else {
    return static_cast<std::uint32_t>(x);
  }
}

// What the rows stand for where they are checked; tests read them with names (fuzz/forge.hpp).
#define RHEO_FIELD_RULE(S, field, type, least, most) \
  {FieldOwner::S, type, std::uint8_t{offsetof(S, field)}, std::uint8_t{sizeof(S::field)}, least, most},
#define RHEO_FIELD(S, field, least, most)                                                             \
  RHEO_FIELD_RULE(S, field, field_type<decltype(S::field)>(), field_bound<decltype(S::field)>(least), \
                  field_bound<decltype(S::field)>(most))
#define RHEO_FLAGS(S, field, mask) RHEO_FIELD_RULE(S, field, FieldType::flags, std::uint32_t{0}, std::uint32_t{mask})
#define RHEO_ANY(S, field) RHEO_FIELD_RULE(S, field, FieldType::any, std::uint32_t{0}, std::uint32_t{0})

// Each byte of the struct has one rule: a new field without a row does not compile.
template <std::size_t Count>
constexpr bool rules_cover(const FieldRule (&rules)[Count], FieldOwner owner, std::size_t struct_bytes) {
  std::size_t end = 0;
  for (const FieldRule& rule : rules) {
    if (rule.owner != owner) continue;
    if (rule.offset != end) return false;
    end += rule.bytes;
  }
  return end == struct_bytes;
}

// The rules that refuse anything: what an engine keeps of the rows.
template <std::size_t Count>
struct FieldChecks {
  FieldRule rules[Count];
};
template <std::size_t Count>
constexpr std::size_t check_count(const FieldRule (&rules)[Count]) {
  std::size_t count = 0;
  for (const FieldRule& rule : rules) count += rule.type != FieldType::any;
  return count;
}
template <std::size_t Checks, std::size_t Count>
constexpr FieldChecks<Checks> checks_of(const FieldRule (&rules)[Count]) {
  FieldChecks<Checks> out = {};
  std::size_t count = 0;
  for (const FieldRule& rule : rules) {
    if (rule.type != FieldType::any) out.rules[count++] = rule;
  }
  return out;
}

// Whether each field of the record, which may lie on any boundary, is in its range.
bool fields_fit(const FieldRule* rules, std::size_t count, FieldOwner owner, const void* record);

template <std::size_t Count>
bool fields_fit(const FieldChecks<Count>& checks, FieldOwner owner, const void* record) {
  return fields_fit(checks.rules, Count, owner, record);
}

}  // namespace rheobase

// The forms in which synapses are stored. A form is one line below: compile, the image's check, kernels, threads and
// costs read what they need to know of it here.
#pragma once

#include <cstdint>
#include <cstring>

#include "rheobase/model_enums.hpp"

namespace rheobase {

enum class StorageLayout : std::uint8_t {
  none,
  dense,       // a row per source: a weight for every target, padded, 0 where there is no synapse
  entries,     // a row per source: targets, each with its weight behind it
  split,       // a row per source: targets; the weights lie in a section of their own
  procedural,  // nothing is stored: the synapses are drawn at each delivery
};

struct StorageForm {
  char name[13];  // in place: firmware has the table, and no relocations
  StorageLayout layout;
  std::uint8_t target_bytes;  // entries and split: 2 or 4, unsigned
  std::uint8_t weight_bytes;  // 1, 2 or 4, signed; 1 and 2: weights have a binary scale of their own, 4: the sum's

  // Rows of entries sorted by target.
  constexpr bool is_sparse() const { return layout == StorageLayout::entries || layout == StorageLayout::split; }
  constexpr std::uint32_t entry_bytes() const {
    return target_bytes + (layout == StorageLayout::split ? 0u : std::uint32_t{weight_bytes});
  }
  // Entries of split rows have as much in the section of weights.
  constexpr std::uint32_t value_bytes() const { return layout == StorageLayout::split ? weight_bytes : 0; }
  // Of a stored weight; 0: as large as the sum may be.
  constexpr std::int32_t largest_weight() const {
    return weight_bytes == 1 ? INT8_MAX : weight_bytes == 2 ? INT16_MAX : 0;
  }
  // Targets that one record reaches.
  constexpr std::uint32_t window() const { return is_sparse() && target_bytes == 2 ? 65536 : UINT32_MAX; }

  // The target of entry k of sparse rows.
  std::uint32_t target_at(const unsigned char* entries, std::uint64_t k) const {
    const unsigned char* entry = entries + k * entry_bytes();
    if (target_bytes == 2) {
      std::uint16_t target;
      std::memcpy(&target, entry, sizeof target);
      return target;
    }
    std::uint32_t target;
    std::memcpy(&target, entry, sizeof target);
    return target;
  }
};

// By Storage, one form a line: src/engine_sources.cmake reads the names here.
// clang-format off
inline constexpr StorageForm storage_forms[storage_count] = {
    {"automatic", StorageLayout::none, 0, 0},  // compile chooses; no image has it
    {"dense_i8", StorageLayout::dense, 0, 1},
    {"dense_i16", StorageLayout::dense, 0, 2},
    {"dense_i32", StorageLayout::dense, 0, 4},
    {"sparse_i16", StorageLayout::entries, 2, 2},
    {"sparse_i32", StorageLayout::entries, 4, 4},
    {"procedural", StorageLayout::procedural, 0, 2},
    {"sparse_i8", StorageLayout::split, 2, 1},
    {"sparse32_i8", StorageLayout::split, 4, 1},
    {"sparse32_i16", StorageLayout::split, 4, 2},
};
// clang-format on

constexpr const StorageForm& form_of(Storage storage) { return storage_forms[static_cast<unsigned>(storage)]; }

}  // namespace rheobase

// Two snapshots of the same image, value by value.
#pragma once

#include <vector>

#include "image/view.hpp"
#include "rheobase/log.hpp"

namespace rheobase {

struct SnapshotDifferences {
  std::uint64_t values = 0;                // that differ
  std::vector<StateDifference> first_few;  // the oldest spikes first, then v, u and the rest in order
};

// Both are whole snapshots of `image` (as rheo_restore accepts). What a replay cannot know, counters of
// refused inputs, is not compared.
SnapshotDifferences compare_snapshots(const image::View& image, const std::byte* in_log, const std::byte* in_replay);

}  // namespace rheobase

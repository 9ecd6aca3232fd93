// Any bytes as a snapshot: what is accepted is a state that runs as any other, and can be told again.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "accepted_image.hpp"
#include "networks.hpp"
#include "signing.hpp"

using namespace rheobase;

namespace {

// Restore takes counters below 2^62. Those that some steps bring past it are not told again; to get there takes a robot
// 10^5 years.
bool nearly_counted_out(const std::vector<std::byte>& snapshot) {
  SnapshotHeader h;
  std::memcpy(&h, snapshot.data(), sizeof h);
  constexpr std::uint64_t nearly = (std::uint64_t{1} << 62) - (std::uint64_t{1} << 32);
  return std::max({h.tick, h.spikes, h.inputs_refused, h.inputs_cut, h.events_due}) >= nearly;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Simulation simulations[] = {Simulation(fuzz::network(false)), Simulation(fuzz::network(true))};
  std::vector<std::byte> bytes(size);
  if (size > 0) std::memcpy(bytes.data(), data, size);
  fuzz::sign_snapshot(reinterpret_cast<unsigned char*>(bytes.data()), size);
  for (const Simulation& s : simulations) {
    rheo_engine* engine = s.engine();
    if (rheo_restore(engine, bytes.data(), bytes.size()) != RHEO_OK || nearly_counted_out(bytes)) continue;
    const std::uint64_t hash = rheo_state_hash(engine);
    const std::vector<std::byte> again = s.snapshot();
    if (!fuzz::fault_of(s.image(), 12, &bytes).empty()) __builtin_trap();
    if (rheo_restore(engine, again.data(), again.size()) != RHEO_OK) __builtin_trap();
    if (rheo_state_hash(engine) != hash) __builtin_trap();
  }
  return 0;
}

// Any bytes as a snapshot: what is accepted is a state that runs as any other, and can be told again.
#include <cstdint>
#include <cstring>
#include <vector>

#include "accepted_image.hpp"
#include "networks.hpp"
#include "signing.hpp"

using namespace rheobase;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Simulation simulations[] = {Simulation(fuzz::network(false)), Simulation(fuzz::network(true))};
  std::vector<std::byte> bytes(size);
  if (size > 0) std::memcpy(bytes.data(), data, size);
  fuzz::sign_snapshot(reinterpret_cast<unsigned char*>(bytes.data()), size);
  for (const Simulation& s : simulations) {
    rheo_engine* engine = s.engine();
    if (rheo_restore(engine, bytes.data(), bytes.size()) != RHEO_OK) continue;
    const std::uint64_t hash = rheo_state_hash(engine);
    const std::vector<std::byte> again = s.snapshot();
    if (!fuzz::fault_of(s.image(), 12, &bytes).empty()) __builtin_trap();
    if (rheo_restore(engine, again.data(), again.size()) != RHEO_OK) __builtin_trap();
    if (rheo_state_hash(engine) != hash) __builtin_trap();
  }
  return 0;
}

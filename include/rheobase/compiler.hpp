// Compile: from a Network to the image the engine runs. Host side: allocates and throws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rheobase/aligned_buffer.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

// The bytes of an image, owned. Moved from, it is empty, as a new one.
class Image : public AlignedBuffer {
 public:
  using AlignedBuffer::AlignedBuffer;

  // What compile() doubts: one line each, the place first. Empty for an image that was read from a file.
  const std::vector<std::string>& warnings() const { return warnings_; }
  void set_warnings(std::vector<std::string> warnings) { warnings_ = std::move(warnings); }

 private:
  std::vector<std::string> warnings_;
};

// One part of a network, with what it alone costs.
struct PartBound {
  std::string name;                   // "population E", "projection E -> I", "spike ring", "tables"
  std::uint64_t flash_bytes = 0;      // of the image
  std::uint64_t ram_bytes = 0;        // of the engine's memory
  std::uint64_t synaptic_events = 0;  // of one step at most, without a budget
};

// What the description alone says of an image and of the work to make it. The image has no less than the `least`
// figures; lists of synapses in files count as empty, parameters of neurons as shared.
struct SizeForecast {
  std::uint64_t neurons = 0, synapses = 0;  // synapses: expected
  std::uint64_t least_flash_bytes = 0, least_ram_bytes = 0;
  std::uint64_t least_synaptic_events = 0;                 // of the step in which all fire; 0 with an event budget
  std::vector<PartBound> parts;                            // the least of each
  std::uint64_t draws = 0;                                 // random words of the synapses, of all passes over them
  std::uint64_t least_memory_bytes = 0, memory_bytes = 0;  // that compile takes: no less, and about
  double seconds = 0;                                      // that compile takes, about
};

struct CompileOptions {
  std::optional<std::uint64_t> seed;  // instead of the network's
  // Called before anything is drawn; what it throws ends the compilation.
  std::function<void(const SizeForecast&)> before_drawing = {};
  // Called row by row with the number of draws done so far, which may pass SizeForecast::draws.
  std::function<void(std::uint64_t)> progress = {};
  // That draw synapses; 0: one a core. The image is the same for every number.
  unsigned threads = 0;
};

// Checks the description, draws parameters and weights, chooses storage and scales, lays out the
// image. The same network and seed give the same bytes. Throws ModelError, also where this process cannot have the
// memory that it takes. What is accepted although it may
// not be what was meant is in the warnings() of the image.
Image compile(const Network& network, const CompileOptions& options = {});

// The image with the weights that a run of it has learned, as `snapshot` (rheo_snapshot, Simulation::snapshot) has
// them: in place of those that it starts from, to learn on; or `frozen`, as fixed weights in the smallest storage that
// holds them, sparse or dense. Throws ModelError: the snapshot is damaged or of another image, or nothing learns.
Image bake(const Image& image, const std::vector<std::byte>& snapshot, bool frozen = false);

// Reads an image file whole and checks it; a large one is mapped where the system can: until the image is gone, replace
// such a file by another (as write_image does), do not write into it. Throws ModelError: "net.rheo: what".
Image read_image(const std::string& path);
// Writes to a temporary beside `path` and renames it: never a partial file. Throws ModelError.
void write_image(const Image& image, const std::string& path);
// The same as a C source defining `const unsigned char NAME[]` (64-byte aligned) and `NAME_bytes`.
void write_c_array(const Image& image, const std::string& path, const std::string& symbol);
// A C header for it: the array's declaration, and as macros its bytes, the RAM that an engine takes, dt, and each
// population's number and size and each projection's number: NAME_RAM_BYTES, NAME_POPULATION_E, NAME_PROJECTION_E_TO_I
// (NAME_PROJECTION_E_TO_I_2 is the second between these populations). For C99 and C++. Throws ModelError where two
// parts would have one macro.
void write_c_header(const Image& image, const std::string& path, const std::string& symbol);

// What an image holds and costs: `rheobase inspect`.
struct StimulusReport {
  std::uint64_t ticks = 0;  // until its values end
  bool repeats = false;
  bool from_expression = false;  // its values end because the duration does that the image was compiled for
};
struct PopulationReport {
  std::string name, type, model, integrator;  // of a source of spikes the integrator is "–"
  std::uint32_t size = 0;
  bool input = false, noise = false, source = false;
  std::optional<StimulusReport> stimulus;
};
struct ProjectionReport {
  std::string source, target, channel, storage;
  std::uint64_t synapses = 0, bytes = 0;
  double bytes_per_synapse = 0;
  double delay_ms = 0, longest_delay_ms = 0;  // of its synapses
  std::string stp;                            // form of its short-term plasticity; empty: none
  double max_gain = 0;                        // 0: its weights are fixed
  double weight_min = 0, weight_max = 0;
  double resolution = 0;     // weights are multiples of this
  double largest_error = 0;  // of any weight, by rounding (0 if it is exact)
};
struct ChannelReport {
  std::string population, name, kind;
  double resolution = 0;   // of the fixed-point sum
  double largest_sum = 0;  // most that can ever arrive, in the weights' units
  double headroom = 0;     // 2^31 / the largest fixed-point sum: at least 1
};
struct ImageReport {
  std::string model;
  double dt_ms = 0, duration_ms = 0;
  std::uint64_t seed = 0;
  std::uint64_t flash_bytes = 0, ram_bytes = 0;
  std::uint64_t neurons = 0, synapses = 0;
  std::vector<PopulationReport> populations;
  std::vector<ProjectionReport> projections;
  std::vector<ChannelReport> channels;
};
ImageReport describe_image(const Image& image);
// The names of its populations' integrators, each once: "riccati, euler".
std::string integrators_of(const ImageReport& image);

}  // namespace rheobase

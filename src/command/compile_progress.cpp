#include "command/compile_progress.hpp"

#include <fmt/format.h>

#include "files/memory_limit.hpp"
#include "observe/streams.hpp"

namespace rheobase {
namespace {

// From here on somebody wants to know what to wait for.
constexpr double long_s = 1;
constexpr std::uint64_t large_bytes = std::uint64_t{1} << 30;

}  // namespace

void CompileProgress::begin(const SizeForecast& f) {
  if (f.least_memory_bytes > memory_limit()) return;  // compile is about to refuse it
  const bool announced = f.seconds >= long_s || f.memory_bytes >= large_bytes;
  if (announced) {
    print_error(fmt::format("rheobase: {}: {} neurons, about {} synapses: to compile takes about {:.0f} s and {}",
                            model_, f.neurons, f.synapses, f.seconds, size_text(f.memory_bytes)));
  }
  progress_.emplace("compile", f.draws, announced ? Progress::Elsewhere::lines : Progress::Elsewhere::silent);
}

void CompileProgress::at(std::uint64_t draws) {
  if (progress_) progress_->at(draws);
}

}  // namespace rheobase

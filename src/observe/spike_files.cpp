#include "observe/spike_files.hpp"

#include <fmt/format.h>

#include <cstring>

#include "files/atomic_file.hpp"
#include "observe/npy.hpp"
#include "observe/text_output.hpp"

namespace rheobase {
void write_spikes_npy(const Recording& recording, const std::string& path) {
  std::string bytes = npy_header("[('time_ms', '<f8'), ('neuron', '<u4')]", {recording.spike_tick.size()});
  for (std::size_t k = 0; k < recording.spike_tick.size(); ++k) {
    const double time = recording.begin_ms + recording.spike_time_ms(k);
    char record[12];
    std::memcpy(record, &time, 8);
    std::memcpy(record + 8, &recording.spike_neuron[k], 4);
    bytes.append(record, sizeof record);
  }
  AtomicFile file(path);
  file.write(bytes);
  file.keep();
}

void write_spikes_csv(const Recording& recording, const std::string& path) {
  AtomicFile file(path);
  std::vector<std::string> names;
  for (const Group& group : recording.groups) names.push_back(csv_text(group.name));
  std::string text = "time_ms,neuron,population\n";
  for (std::size_t k = 0; k < recording.spike_tick.size(); ++k) {
    std::size_t g = 0;
    while (recording.spike_neuron[k] >= recording.groups[g].first + recording.groups[g].count) ++g;
    text += fmt::format("{:.12g},{},{}\n", recording.begin_ms + recording.spike_time_ms(k), recording.spike_neuron[k],
                        names[g]);
  }
  file.write(text);
  file.keep();
}

}  // namespace rheobase

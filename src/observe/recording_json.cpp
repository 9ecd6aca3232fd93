#include "observe/recording_json.hpp"

#include "files/atomic_file.hpp"
#include "observe/text_output.hpp"

namespace rheobase {

using Json = nlohmann::ordered_json;

Json to_json(const std::string& model, const Recording& recording, const StateRecorder& states,
             const std::vector<LogSignal>& signals) {
  Json populations = Json::array(), traces = Json::array(), channels = Json::array(), gaps = Json::array();
  for (const Group& group : recording.groups) {
    populations.push_back(
        {{"name", group.name}, {"type", group.type}, {"neurons", group.count}, {"peak_mv", group.peak_mv}});
  }
  for (const StateTrace& trace : states.traces()) {
    traces.push_back({{"population", trace.of.population},
                      {"state", trace.of.state},
                      {"first", trace.of.first},
                      {"count", trace.count},
                      {"file", trace.of.file_name()}});
  }
  for (const LogSignal& signal : signals) channels.push_back({{"name", signal.name}, {"motor", signal.motor}});
  for (const auto& [from, to] : recording.gaps_ms) {
    gaps.push_back({recording.begin_ms + from, recording.begin_ms + to});
  }
  return {{"model", model},
          {"dt_ms", recording.dt_ms},
          {"begin_ms", recording.begin_ms},
          {"end_ms", recording.begin_ms + recording.duration_ms()},
          {"gaps_ms", gaps},
          {"populations", populations},
          {"sample_ticks", states.every_ticks()},
          {"traces", traces},
          {"signals", channels}};
}

void write_recording(const Json& recording, const std::string& directory) {
  AtomicFile file(directory + "/recording.json");
  file.write(json_text(recording));
  file.keep();
}

}  // namespace rheobase

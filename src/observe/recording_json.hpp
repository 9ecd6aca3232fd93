// What a recorded run consists of, as JSON: for programs that show it. recording.json of --out, and the first message
// of a run that is shown while it goes on.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "observe/recording.hpp"
#include "observe/state_recorder.hpp"
#include "rheobase/log.hpp"

namespace rheobase {

// Populations as the engine numbers their neurons through; traces as `states` has them, whose files lie in record/;
// signals as the columns of signals.csv.
nlohmann::ordered_json to_json(const std::string& model, const Recording& recording, const StateRecorder& states,
                               const std::vector<LogSignal>& signals = {});

// DIRECTORY/recording.json
void write_recording(const nlohmann::ordered_json& recording, const std::string& directory);

}  // namespace rheobase

// The report on an image as JSON: `rheobase inspect --json` and the page in the browser.
#pragma once

#include <nlohmann/json.hpp>

#include "rheobase/bounds.hpp"

namespace rheobase {

nlohmann::ordered_json to_json(const ImageReport& report, const StepBound& bound);

}  // namespace rheobase

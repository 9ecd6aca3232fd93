#include "command/outputs.hpp"

#include <filesystem>

#include "files/unfinished_file.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

bool same_name(const std::string& a, const std::string& b) {
  std::error_code error;
  const auto canonical = [&](const std::string& path) {
    return std::filesystem::weakly_canonical(followed(path), error);
  };
  return canonical(a) == canonical(b);
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  return std::filesystem::equivalent(a, b, error);
}

// A device or a pipe may be read and written.
bool is_special(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
}

}  // namespace

void check_outputs(const std::vector<std::string>& outputs, const std::vector<std::string>& inputs) {
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const std::string& output = outputs[k];
    if (is_special(output)) continue;
    for (const std::string& input : inputs) {
      if (!same_file(output, input) && !same_name(output, input)) continue;
      fail(output,
           "would overwrite an input" + (input == output ? "" : ", " + input) + "; give the output another name");
    }
    for (std::size_t earlier = 0; earlier < k; ++earlier) {
      if (same_name(output, outputs[earlier])) fail(output, "is the name of two outputs");
    }
  }
}

}  // namespace rheobase

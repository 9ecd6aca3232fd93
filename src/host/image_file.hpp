// Images in files that are open.
#pragma once

#include <string>

#include "files/input_file.hpp"
#include "rheobase/compiler.hpp"

namespace rheobase {

// What an image file begins with, whatever its name.
inline const std::string image_begin = "RHEO";

// The image of which `begin` has been read. Throws ModelError.
Image read_image(InputFile& file, const std::string& path, const std::string& begin);

}  // namespace rheobase

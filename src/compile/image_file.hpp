// Images in files, for those who have opened the file.
#pragma once

#include <string>

#include "describe/input_file.hpp"
#include "rheobase/compiler.hpp"

namespace rheobase {

// What a file must begin with to be taken for an image, whatever it is called.
inline const std::string image_begin = "RHEO";

// The image of which `begin` has been read. Throws ModelError.
Image read_image(InputFile& file, const std::string& path, const std::string& begin);

}  // namespace rheobase

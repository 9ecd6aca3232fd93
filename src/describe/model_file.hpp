// What readers of model files share, beside load_model and parse_model (model.hpp).
#pragma once

#include <cstdint>

namespace rheobase {

constexpr std::uint64_t largest_model_file = std::uint64_t{16} << 20;  // bytes; a wrong file is larger

}  // namespace rheobase

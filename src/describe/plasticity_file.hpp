// [projection.plasticity] of a model file.
#pragma once

#include <toml++/toml.h>

#include <string>

#include "rheobase/model.hpp"

namespace rheobase {

Plasticity read_plasticity(const toml::table& table, const std::string& file);

}  // namespace rheobase

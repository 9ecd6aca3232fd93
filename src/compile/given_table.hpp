// A table that a description gives: as a file, or as an Array. Projection and SpikeList have both.
#pragma once

#include <string>

#include "files/number_table.hpp"
#include "rheobase/model.hpp"
#include "text/message.hpp"

namespace rheobase {

template <class Described>
bool is_given(const Described& described) {
  return !described.file.empty() || described.table.has_value();
}

// `name` stands in messages for an array. Throws ModelError: a file that cannot be read, an array without whole rows.
template <class Described>
NumberTable given_table(const Described& described, const std::string& name) {
  if (described.table && !described.file.empty()) fail(described.file, "an array gives the " + name + " too");
  return described.table ? table_of(*described.table, name) : read_table(described.file);
}

}  // namespace rheobase

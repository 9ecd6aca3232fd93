#include "compile/synapse_list.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "compile/message.hpp"
#include "compile/number_table.hpp"

namespace rheobase {
namespace {

std::uint32_t index_at(const NumberTable& table, std::size_t row, std::size_t column, const std::string& population,
                       std::uint32_t size) {
  const double x = table.at(row, column);
  if (!(x >= 0 && x < size && x == std::floor(x))) {
    fail(table.place(row), std::string(column == 0 ? "source" : "target") + " is " + number_text(x) + "; neurons of " +
                               population + " are numbered from 0 to " + std::to_string(size - 1));
  }
  return static_cast<std::uint32_t>(x);
}

}  // namespace

std::unique_ptr<ListedSynapses> read_synapse_list(const Projection& projection, std::uint32_t sources,
                                                  std::uint32_t targets) {
  const NumberTable table = read_table(projection.file);
  if (table.rows() > 0 && table.columns != 2 && table.columns != 3) {
    fail(projection.file, "has " + std::to_string(table.columns) +
                              " columns; a list of synapses has source, target and, if it gives them, weight");
  }
  std::vector<std::uint64_t> key(table.rows());  // sorts by source, then target
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::uint32_t source = index_at(table, row, 0, projection.source, sources);
    key[row] = (std::uint64_t{source} << 32) | index_at(table, row, 1, projection.target, targets);
  }
  std::vector<std::size_t> order(table.rows());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key[a] < key[b]; });

  auto out = std::make_unique<ListedSynapses>(sources, targets);
  for (std::size_t k = 0; k < order.size(); ++k) {
    const std::size_t row = order[k];
    const auto source = static_cast<std::uint32_t>(key[row] >> 32);
    const auto target = static_cast<std::uint32_t>(key[row]);
    if (k > 0 && key[order[k - 1]] == key[row]) {
      fail(table.place(row),
           "the synapse " + std::to_string(source) + " -> " + std::to_string(target) + " is listed a second time");
    }
    while (out->row_begin.size() <= source) out->row_begin.push_back(k);
    out->target.push_back(target);
    if (table.columns < 3) continue;
    const double weight = table.at(row, 2);
    if (!(std::fabs(weight) <= 1e6)) {
      fail(table.place(row), "weight is " + number_text(weight) + "; it lies from -1e6 to 1e6");
    }
    out->weight.push_back(weight);
  }
  while (out->row_begin.size() <= sources) out->row_begin.push_back(order.size());
  return out;
}

}  // namespace rheobase

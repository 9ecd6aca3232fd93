#include "study/sweep_table.hpp"

#include <algorithm>
#include <utility>

#include "files/atomic_file.hpp"
#include "files/input_file.hpp"
#include "files/system.hpp"
#include "observe/text_output.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

constexpr std::uint64_t largest_table = std::uint64_t{1} << 30;

std::string line_of(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t k = 0; k < fields.size(); ++k) line += (k > 0 ? "," : "") + fields[k];
  return line + "\n";
}

// The lines that are whole, as fields, which may be quoted.
std::vector<std::vector<std::string>> lines_of(const std::string& text) {
  std::vector<std::vector<std::string>> lines;
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t k = 0; k < text.size(); ++k) {
    const char c = text[k];
    if (quoted && c == '"' && k + 1 < text.size() && text[k + 1] == '"') {
      fields.back() += text[++k];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      fields.emplace_back();
    } else if (!quoted && c == '\n') {
      lines.push_back(std::exchange(fields, std::vector<std::string>(1)));
    } else {
      fields.back() += c;
    }
  }
  return lines;
}

}  // namespace

SweepTable::SweepTable(std::vector<std::string> axes, std::string model, std::string path)
    : axes_(std::move(axes)), columns_{"model", "error"}, model_(std::move(model)), path_(std::move(path)) {
  if (system::kind_of(path_) == system::Kind::none) return;
  const std::vector<std::vector<std::string>> lines = lines_of(read_input(path_, "a table of a sweep", largest_table));
  if (lines.empty()) return;
  const ModelError other =
      error_at(path_, "holds rows of another model, duration or other axes; name another directory");
  std::vector<std::string> head = axes_;
  head.insert(head.end(), columns_.begin(), columns_.end());
  if (lines[0].size() < head.size() || !std::equal(head.begin(), head.end(), lines[0].begin())) throw other;
  for (std::size_t k = 1; k < lines.size(); ++k) {
    if (lines[k].size() > lines[0].size() || lines[k].size() < head.size() || lines[k][axes_.size()] != model_)
      throw other;
    SweepPoint point(lines[k].begin(), lines[k].begin() + static_cast<std::ptrdiff_t>(axes_.size()));
    SweepRow row;
    for (std::size_t c = axes_.size(); c < lines[k].size(); ++c) row[lines[0][c]] = lines[k][c];
    add(point, std::move(row));
  }
}

void SweepTable::add(const SweepPoint& point, SweepRow row) {
  row["model"] = model_;
  for (const auto& [column, value] : row) {
    if (std::find(columns_.begin(), columns_.end(), column) == columns_.end()) columns_.push_back(column);
  }
  if (rows_.emplace(point, std::move(row)).second) order_.push_back(point);
}

void SweepTable::write() const {
  std::vector<std::string> fields = axes_;
  fields.insert(fields.end(), columns_.begin(), columns_.end());
  std::string text = line_of(fields);
  for (const SweepPoint& point : order_) {
    const SweepRow& row = rows_.at(point);
    fields = point;
    for (const std::string& column : columns_) {
      const auto value = row.find(column);
      fields.push_back(value == row.end() ? "" : column == "error" ? csv_text(value->second) : value->second);
    }
    text += line_of(fields);
  }
  AtomicFile file(path_);
  file.write(text);
  file.keep();
}

}  // namespace rheobase

#include "view/pages.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "files/input_file.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largest_file = std::uint64_t{4} << 30;  // bytes

void add_file(ViewServer& server, const std::string& address, const std::string& type, const fs::path& path) {
  server.add(address, type, [path] { return read_input(path.string(), "a recording", largest_file); });
}

// Names in record/ may hold '%', which stands for itself in a file's name.
std::string address_of(const std::string& name) {
  std::string out;
  for (const char c : name) out += c == '%' ? std::string("%25") : std::string(1, c);
  return out;
}

// What is no link: nothing outside of the directory is given.
bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(fs::symlink_status(path, error));
}

bool add_recording(ViewServer& server, const fs::path& directory, const std::string& base) {
  if (!is_file(directory / "recording.json")) return false;
  add_file(server, "/" + base + "recording.json", "application/json", directory / "recording.json");
  add_file(server, "/" + base + "spikes.npy", "application/octet-stream", directory / "spikes.npy");
  if (is_file(directory / "signals.csv")) {
    add_file(server, "/" + base + "signals.csv", "text/csv; charset=utf-8", directory / "signals.csv");
  }
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory / "record", error)) {
    if (entry.path().extension() != ".npy" || !is_file(entry.path())) continue;
    add_file(server, "/" + base + "record/" + address_of(entry.path().filename().string()), "application/octet-stream",
             entry.path());
  }
  return true;
}

}  // namespace

void add_site(ViewServer& server, bool is_live, const std::vector<std::string>& recordings) {
  for (std::size_t k = 0; k < site_file_count; ++k) {
    const SiteFile& file = site_files[k];
    const std::string name = file.name;
    server.add(name == "view.html" ? "/" : "/" + name, file.type,
               [&file] { return std::string(reinterpret_cast<const char*>(file.bytes), file.size); });
  }
  const nlohmann::json what = {{"live", is_live}, {"parts", recordings}};
  server.add("/view.json", "application/json", [text = what.dump()] { return text; });
}

std::vector<std::string> add_recordings(ViewServer& server, const std::string& directory) {
  std::vector<std::string> bases;
  if (add_recording(server, directory, "recording/")) bases.push_back("recording/");
  for (int part = 1; bases.size() + 1 == static_cast<std::size_t>(part); ++part) {
    const std::string name = "part" + std::to_string(part), base = "recording/" + name + "/";
    if (add_recording(server, fs::path(directory) / name, base)) bases.push_back(base);
  }
  if (bases.empty()) {
    fail(directory, "holds no recording.json: `rheobase run --out` and `rheobase replay --out` write one");
  }
  return bases;
}

}  // namespace rheobase

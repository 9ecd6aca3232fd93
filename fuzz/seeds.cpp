// fuzz_seeds FOLDER: writes the seeds of fuzz/corpus anew, after a change of a format.
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "log/writer.hpp"
#include "networks.hpp"
#include "rheobase/log.hpp"

using namespace rheobase;

namespace {

void write(const std::string& path, const void* data, std::size_t bytes) {
  std::ofstream(path, std::ios::binary).write(static_cast<const char*>(data), static_cast<std::streamsize>(bytes));
}

class Bytes : public LogStorage {
 public:
  void write(std::uint64_t offset, const void* data, std::size_t bytes) override {
    if (all.size() < offset + bytes) all.resize(offset + bytes);
    std::memcpy(all.data() + offset, data, bytes);
  }
  void sync() override {}
  std::vector<std::byte> all;
};

std::vector<std::byte> log_of(const Network& network) {
  Simulation s(network);
  const rheo_blackbox_options options = {0, 7, 20};
  std::size_t bytes = 0;
  rheo_blackbox_required_size(s.engine(), &options, &bytes);
  Image memory(bytes);
  rheo_blackbox* box = nullptr;
  rheo_blackbox_init(memory.data(), bytes, s.engine(), &options, &box);
  Bytes storage;
  LogWriter writer(storage, {8192, 2, 2048}, -1, 0x5EED);
  for (int k = 0; k < 60; ++k) {
    const float current = static_cast<float>(k % 11);
    rheo_set_input(s.engine(), 0, static_cast<std::uint32_t>(k % 5), 1, &current);
    rheo_blackbox_record(box);
    s.step();
    for (; const rheo_log_record* record = rheo_blackbox_peek(box); rheo_blackbox_release(box)) writer.append(*record);
  }
  writer.flush();
  return storage.all;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::string folder = argv[1];
  for (const char* name : {"image", "snapshot", "log"}) std::filesystem::create_directories(folder + "/" + name);
  for (bool budgeted : {false, true}) {
    const std::string name = budgeted ? "budgeted" : "complete";
    Simulation s(fuzz::network(budgeted));
    write(folder + "/image/" + name, s.image().data(), s.image().size());
    s.run_steps(25);
    const std::vector<std::byte> snapshot = s.snapshot(), log = log_of(fuzz::network(budgeted));
    write(folder + "/snapshot/" + name, snapshot.data(), snapshot.size());
    write(folder + "/log/" + name, log.data(), log.size());
  }
}

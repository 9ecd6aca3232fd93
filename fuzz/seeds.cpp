// fuzz_seeds FOLDER: writes the seeds of fuzz/corpus anew, after a change of a format.
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "log/writer.hpp"
#include "networks.hpp"
#include "rheobase/log.hpp"
#include "rheobase/rheobase.hpp"

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

struct Logs {
  std::vector<std::byte> file, stream;
};

Logs logs_of(const Network& network) {
  Simulation s(network);
  Memory<512> memory[2];
  rheo_encoder_options sensor = rheo_default_encoder_options(RHEO_ENCODE_POISSON);
  sensor.population = rheo_population_name(s.engine(), 1);
  rheo_decoder_options motor = rheo_default_decoder_options(RHEO_DECODE_VECTOR);
  const float preferred[] = {0, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 1};
  motor.preferred = preferred;
  Encoder encoder;
  Decoder decoder;
  if (encoder.init(memory[0], Engine(s.engine()), sensor) != RHEO_OK) throw ModelError("the sensor's options");
  if (decoder.init(memory[1], Engine(s.engine()), motor) != RHEO_OK) throw ModelError("the motor's options");
  const rheo_blackbox_signal signals[] = {{"light", encoder.get(), nullptr}, {nullptr, nullptr, decoder.get()}};
  rheo_blackbox_options options = rheo_default_blackbox_options();
  options.hash_ticks = 7;
  options.snapshot_ticks = 20;
  options.signals = signals;
  options.signal_count = 2;
  std::size_t bytes = 0;
  if (rheo_blackbox_size(s.engine(), &options, &bytes) != RHEO_OK) throw ModelError("the black box");
  Image box_memory(bytes);
  BlackBox box;
  if (box.init(box_memory.data(), bytes, Engine(s.engine()), &options) != RHEO_OK) throw ModelError("the black box");
  Bytes storage;
  LogWriter writer(storage, {8192, 2, 2048}, -1, 0x5EED);
  Logs out;
  for (int k = 0; k < 60; ++k) {
    const float current = static_cast<float>(k % 11);
    (void)rheo_set_input(s.engine(), 0, static_cast<std::uint32_t>(k % 5), 1, &current);
    if (k % 16 != 3) encoder.encode(static_cast<float>(k % 6) * 0.2f);
    box.record();
    s.step();
    decoder.decode();
    for (; const rheo_log_record* record = box.peek(); box.release()) {
      writer.append(*record);
      const auto* from = reinterpret_cast<const std::byte*>(record);
      out.stream.insert(out.stream.end(), from, from + record->bytes);
    }
  }
  writer.flush();
  out.file = storage.all;
  return out;
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
    const std::vector<std::byte> snapshot = s.snapshot();
    const Logs logs = logs_of(fuzz::network(budgeted));
    write(folder + "/snapshot/" + name, snapshot.data(), snapshot.size());
    write(folder + "/log/" + name, logs.file.data(), logs.file.size());
    write(folder + "/log/" + name + "_stream", logs.stream.data(), logs.stream.size());
  }
}

// Files of every kind and size that a user can name.
#include "files/input_file.hpp"

#include <doctest/doctest.h>
#ifndef _WIN32
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#endif

#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <thread>

#include "files/memory_limit.hpp"
#include "rheobase/log.hpp"

using namespace rheobase;
namespace fs = std::filesystem;

namespace {

struct Scratch {
  Scratch() { fs::create_directories(path); }
  ~Scratch() { fs::remove_all(path); }
  std::string operator/(const std::string& name) const { return (path / name).string(); }
  fs::path path = fs::temp_directory_path() / "rheobase_input";
};

constexpr std::uint64_t any = std::numeric_limits<std::uint64_t>::max();

[[maybe_unused]] std::string message_of(const std::string& path, std::uint64_t most = any) {
  try {
    read_input(path, "a model file", most);
  } catch (const ModelError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_SUITE_BEGIN("files");

#ifndef _WIN32
TEST_CASE("what is neither a file nor a pipe is refused by its kind") {
  const Scratch scratch;
  CHECK(message_of("/dev/zero") == "/dev/zero: is a device, not a model file");
  CHECK(message_of("/dev/null") == "/dev/null: is a device, not a model file");
  CHECK(message_of(scratch.path.string()) == scratch.path.string() + ": is a directory, not a model file");
  CHECK(message_of(scratch / "none") == scratch / "none: No such file or directory");
  const int end = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (scratch / "socket").c_str(), sizeof address.sun_path - 1);
  REQUIRE(bind(end, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  CHECK(message_of(scratch / "socket") == scratch / "socket: No such device or address");
  close(end);
}
#endif

#ifndef _WIN32  // whose files of many zeros take their whole size
TEST_CASE("a file that is too large is refused before it is read") {
  const Scratch scratch;
  std::ofstream(scratch / "sparse") << "x";
  fs::resize_file(scratch / "sparse", std::uintmax_t{1} << 42);
  CHECK(message_of(scratch / "sparse", 16u << 20) == scratch / "sparse: is larger than 16 MiB: not a model file");
  CHECK(message_of(scratch / "sparse").find("is larger than the memory of this machine") != std::string::npos);
  CHECK_THROWS_WITH_AS(read_image(scratch / "sparse"), doctest::Contains("not a Rheobase image"), ModelError);
  CHECK_THROWS_AS(Log::read(scratch / "sparse"), ModelError);
  CHECK(memory_limit() > 1u << 20);
  CHECK(memory_limit() < std::uint64_t{1} << 42);
}

TEST_CASE("a pipe is read to its end, in pieces, or refused where nobody writes or nobody stops") {
  const Scratch scratch;
  std::signal(SIGPIPE, SIG_IGN);
  REQUIRE(mkfifo((scratch / "pipe").c_str(), 0600) == 0);
  CHECK(message_of(scratch / "pipe") == scratch / "pipe: is a pipe that nobody writes to, not a model file");
  std::thread writer([&] {
    std::ofstream pipe(scratch / "pipe");
    pipe << "first" << std::flush;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    pipe << std::string(200000, 'x');
  });
  CHECK(read_input(scratch / "pipe", "a model file", any) == "first" + std::string(200000, 'x'));
  writer.join();
  writer = std::thread([&] {
    std::ofstream pipe(scratch / "pipe");
    while (pipe << std::string(1 << 16, 'x')) {
    }
  });
  CHECK(message_of(scratch / "pipe", 1 << 20) == scratch / "pipe: is larger than 1 MiB: not a model file");
  writer.join();
}
#endif

TEST_SUITE_END();

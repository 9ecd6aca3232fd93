// Output files: whole or not at all, whoever else writes there.
#include <doctest/doctest.h>
#ifndef _WIN32
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "files/atomic_file.hpp"
#include "limited_files.hpp"
#include "log/storage.hpp"
#include "observe/output_directory.hpp"
#include "rheobase/model.hpp"

using namespace rheobase;
namespace fs = std::filesystem;

namespace {

struct Scratch {
  explicit Scratch(const std::string& name) : path(fs::temp_directory_path() / ("rheobase_files_" + name)) {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Scratch() { fs::remove_all(path); }
  std::string operator/(const std::string& name) const { return (path / name).string(); }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), fs::directory_iterator()));
  }
  fs::path path;
};

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_text(const std::string& path, const std::string& text) {
  AtomicFile file(path);
  file.write(text);
  file.keep();
}

#ifndef _WIN32
// The exit status of what a process of its own does.
template <class Work>
int in_child(Work work) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}
#endif

}  // namespace

TEST_SUITE_BEGIN("files");

#ifndef _WIN32
TEST_CASE("without keep() nothing is left, with it the old file's permissions are") {
  const Scratch scratch("keep");
  const std::string path = scratch / "a";
  write_text(path, "old");
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write | fs::perms::others_read);
  { AtomicFile(path).write("half"); }
  CHECK(text_of(path) == "old");
  CHECK(scratch.entries() == 1);
  write_text(path, "new");
  CHECK(text_of(path) == "new");
  CHECK(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write | fs::perms::others_read));
  CHECK(scratch.entries() == 1);
}
#endif

TEST_CASE("two writers of one file do not meet: the last to finish wins, whole") {
  const Scratch scratch("two");
  const std::string path = scratch / "a";
  AtomicFile first(path), second(path);
  first.write(std::string(100000, '1'));
  second.write(std::string(100000, '2'));
  second.keep();
  CHECK(text_of(path) == std::string(100000, '2'));
  first.keep();
  CHECK(text_of(path) == std::string(100000, '1'));
  CHECK(scratch.entries() == 1);
}

#ifndef _WIN32
TEST_CASE("a link is followed and stays a link") {
  const Scratch scratch("links");
  write_text(scratch / "target", "old");
  fs::create_symlink("target", scratch / "link");
  fs::create_symlink(scratch / "link", scratch / "chain");
  write_text(scratch / "chain", "new");
  CHECK(fs::is_symlink(scratch / "link"));
  CHECK(fs::is_symlink(scratch / "chain"));
  CHECK(text_of(scratch / "target") == "new");
  fs::create_symlink("not there yet", scratch / "dangling");
  write_text(scratch / "dangling", "made");
  CHECK(fs::is_symlink(scratch / "dangling"));
  CHECK(text_of(scratch / "not there yet") == "made");
  fs::create_symlink("loop", scratch / "loop");
  CHECK_THROWS_AS(write_text(scratch / "loop", "x"), ModelError);
}

TEST_CASE("what waits under a predictable name is not written through") {
  const Scratch scratch("waiting");
  write_text(scratch / "victim", "untouched");
  for (const char* name : {"a.part", "a.tmp", "a~"}) fs::create_symlink("victim", scratch / name);
  write_text(scratch / "a", "mine");
  CHECK(text_of(scratch / "victim") == "untouched");
  CHECK(text_of(scratch / "a") == "mine");
}
#endif

TEST_CASE("names as long as they may be, and none") {
  const Scratch scratch("long");
  const std::string longest(255, 'x');
  write_text(scratch / longest, "x");
  CHECK(text_of(scratch / longest) == "x");
  CHECK_THROWS_AS(write_text(scratch / (longest + "x"), "x"), ModelError);
  CHECK_THROWS_AS(write_text("", "x"), ModelError);
  CHECK_THROWS_AS(write_text(scratch.path.string(), "x"), ModelError);
}

#ifndef _WIN32
TEST_CASE("a disk that is full leaves the old file and nothing else") {
  const Scratch scratch("full");
  const std::string path = scratch / "a";
  write_text(path, "old");
  const test::LimitedFiles limited(1000);
  CHECK_THROWS_WITH_AS(write_text(path, std::string(5000, 'x')), (path + ": File too large").c_str(), ModelError);
  CHECK(text_of(path) == "old");
  CHECK(scratch.entries() == 1);
}

TEST_CASE("signals take unfinished files away and end the process as ever") {
  const Scratch scratch("signals");
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    const int status = in_child([&] {
      std::signal(signal, SIG_DFL);  // doctest has a handler of its own
      remove_unfinished_files_on_signals();
      AtomicFile first(scratch / "a"), second(scratch / "b");
      first.write("half");
      raise(signal);
    });
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == signal);
    CHECK(scratch.entries() == 0);
  }
}
#endif

TEST_CASE("a log that does not fit leaves the old one, and never fills the disk") {
  const Scratch scratch("log");
  const std::string path = scratch / "run.log";
  write_text(path, "the old log");
#ifndef _WIN32
  {
    const test::LimitedFiles limited(1 << 20);
    CHECK_THROWS_AS(LogFile(path, 2 << 20), ModelError);
  }
#endif
  constexpr std::uint64_t beyond_any_disk = std::uint64_t{1} << 56;
  CHECK_THROWS_WITH_AS(LogFile(path, beyond_any_disk), doctest::Contains("No space left on device"), ModelError);
  CHECK(text_of(path) == "the old log");
  CHECK(scratch.entries() == 1);
}

TEST_CASE("a log takes the old one's place when it is published, not before") {
  const Scratch scratch("publish");
  const std::string path = scratch / "run.log";
  write_text(path, "the old log");
  {
    LogFile given_up(path, 4096);
    given_up.write(0, "new", 3);
  }
  CHECK(text_of(path) == "the old log");
  CHECK(scratch.entries() == 1);
  LogFile log(path, 4096);
  REQUIRE(log.replaces_a_log());
  log.write(0, "new", 3);
  log.publish();
  log.write(3, "er", 2);
  CHECK(text_of(path).substr(0, 6) == std::string("newer\0", 6));
  CHECK(fs::file_size(path) == 4096);
  CHECK(scratch.entries() == 1);
}

TEST_CASE("one log, one recorder") {
  const Scratch scratch("busy");
  const std::string path = scratch / "run.log";
  const char* refusal = "another program is recording there";
  LogFile first(path, 4096);  // two begin where no log is
  LogFile second(path, 4096);
  first.publish();
  CHECK_THROWS_WITH_AS(second.publish(), doctest::Contains(refusal), ModelError);
  CHECK_THROWS_WITH_AS(LogFile(path, 4096), doctest::Contains(refusal), ModelError);
  {
    LogFile elsewhere(scratch / "other.log", 4096);
    elsewhere.publish();
  }
  LogFile third(scratch / "other.log", 4096);  // and where one is
  CHECK_THROWS_WITH_AS(LogFile(scratch / "other.log", 4096), doctest::Contains(refusal), ModelError);
  third.publish();
  CHECK_THROWS_WITH_AS(LogFile(scratch / "other.log", 4096), doctest::Contains(refusal), ModelError);
#ifndef _WIN32
  CHECK_THROWS_AS(LogFile("/dev/null", 4096), ModelError);
#endif
  CHECK_THROWS_AS(LogFile(scratch.path.string(), 4096), ModelError);
}

TEST_CASE("one output directory, one program") {
  const Scratch scratch("directory");
  {
    const OutputDirectory first(scratch / "out/deeper");
    CHECK_THROWS_WITH_AS(OutputDirectory(scratch / "out/deeper"), doctest::Contains("another program"), ModelError);
    const OutputDirectory beside(scratch / "out");
  }
  const OutputDirectory again(scratch / "out/deeper");
  write_text(scratch / "file", "x");
  CHECK_THROWS_AS(OutputDirectory(scratch / "file"), ModelError);
  CHECK_THROWS_AS(OutputDirectory(scratch / "file/below"), ModelError);
}

TEST_SUITE_END();

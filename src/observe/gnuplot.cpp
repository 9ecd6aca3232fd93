#include "observe/gnuplot.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "compile/atomic_file.hpp"
#include "compile/message.hpp"

namespace rheobase {

bool gnuplot_available() {
  static const bool available = std::system("gnuplot --version >/dev/null 2>&1") == 0;
  static bool said = false;
  if (!available && !said) {
    fmt::print(stderr, "rheobase: no pictures: gnuplot is not installed (Debian: apt-get install gnuplot-nox)\n");
    said = true;
  }
  return available;
}

std::string data_block(const std::string& name, const std::vector<std::vector<double>>& columns) {
  std::string out = "$" + name + " << EOD\n";
  for (std::size_t row = 0; !columns.empty() && row < columns.front().size(); ++row) {
    for (const auto& column : columns) out += fmt::format("{:.7g} ", column[row]);
    out += '\n';
  }
  return out + "EOD\n";
}

std::string plain(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (c == '_' || c == '^' || c == '{' || c == '}' || c == '@' || c == '&') out += "\\\\";
    if (c == '"') out += '\\';
    out += c;
  }
  return out;
}

namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// What gnuplot prints for a script: a picture, since `set output` is not used. Script by standard
// input and picture by a pipe, so that no path goes through a shell and AtomicFile writes every byte:
// gnuplot itself does not notice a full disk and leaves half a picture.
std::string output_of(const std::string& script, const std::string& path) {
  const std::unique_ptr<std::FILE, CloseFile> input(std::tmpfile());
  if (!input || std::fwrite(script.data(), 1, script.size(), input.get()) != script.size() ||
      std::fflush(input.get()) != 0 || lseek(fileno(input.get()), 0, SEEK_SET) != 0) {
    fail_errno(path);
  }
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) fail_errno(path);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fileno(input.get()), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::string name = "gnuplot";
  char* const arguments[] = {name.data(), nullptr};
  pid_t child = 0;
  const int error = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);

  std::string picture;
  char chunk[1 << 16];
  for (ssize_t got = 1; error == 0 && got != 0;) {
    got = read(ends[0], chunk, sizeof chunk);
    if (got > 0) picture.append(chunk, static_cast<std::size_t>(got));
    if (got < 0 && errno != EINTR) break;
  }
  close(ends[0]);
  int status = 1;
  if (error == 0) waitpid(child, &status, 0);
  if (status != 0 || picture.empty()) fail(path, "gnuplot could not draw the picture");
  return picture;
}

void write_whole(const std::string& bytes, const std::string& path) {
  AtomicFile file(path);
  file.write(bytes);
  file.keep();
}

}  // namespace

void draw(const std::string& script, const std::string& path, int width, int height) {
  const std::string svg = fmt::format(
      "set encoding utf8\nset terminal svg size {},{} dynamic font 'DejaVu Sans,13' background rgb 'white'\n", width,
      height);
  // Twice the size for PNG: it is looked at on dense screens and in slides.
  const std::string png = fmt::format(
      "set encoding utf8\nset terminal pngcairo size {},{} font 'DejaVu Sans,13' fontscale 1.75 linewidth 2 pointscale "
      "2\n",
      2 * width, 2 * height);
  write_whole(output_of(svg + script + "\n", path + ".svg"), path + ".svg");
  write_whole(output_of(png + script + "\n", path + ".png"), path + ".png");
}

}  // namespace rheobase

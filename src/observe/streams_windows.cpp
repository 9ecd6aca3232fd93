#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "observe/streams.hpp"

namespace rheobase {
namespace {

constexpr int standard_output = 1, standard_error = 2;

bool write_all(int file, const std::string& text) {
  constexpr std::size_t most = 1u << 30;
  for (std::size_t at = 0; at < text.size();) {
    const int done = _write(file, text.data() + at, static_cast<unsigned>(std::min(text.size() - at, most)));
    if (done <= 0) return false;
    at += static_cast<std::size_t>(done);
  }
  return true;
}

}  // namespace

void secure_standard_streams() {
  for (const int file : {0, standard_output, standard_error}) {
    // A program without a console begins without them.
    if (_get_osfhandle(file) < 0 && _open("NUL", _O_RDWR) != file) std::_Exit(2);
    _setmode(file, _O_BINARY);  // the same bytes as elsewhere: no carriage returns
  }
  SetConsoleOutputCP(CP_UTF8);
  DWORD mode = 0;
  const HANDLE console = GetStdHandle(STD_ERROR_HANDLE);
  if (GetConsoleMode(console, &mode)) SetConsoleMode(console, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

void write_output(const std::string& text) {
  if (!write_all(standard_output, text)) fail("standard output", std::strerror(errno));
}

void write_error(const std::string& text) { (void)write_all(standard_error, text); }

bool error_is_terminal() { return _isatty(standard_error) != 0; }

}  // namespace rheobase

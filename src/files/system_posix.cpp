#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "files/system.hpp"

namespace rheobase::system {
namespace {

Kind kind_of(const struct stat& found) {
  if (S_ISREG(found.st_mode)) return Kind::regular;
  if (S_ISDIR(found.st_mode)) return Kind::directory;
  return S_ISFIFO(found.st_mode) || S_ISSOCK(found.st_mode) ? Kind::stream : Kind::device;
}

const char* (*path_of_file)(std::size_t) = nullptr;
std::size_t file_count = 0;

extern "C" void remove_and_end(int signal) {
  for (std::size_t k = 0; k < file_count; ++k) {
    if (const char* path = path_of_file(k)) unlink(path);
  }
  raise(signal);  // its usual effect by now
}

}  // namespace

std::string last_error() { return std::strerror(errno); }

Kind kind_of(const std::string& path) {
  struct stat found {};
  return stat(path.c_str(), &found) == 0 ? kind_of(found) : Kind::none;
}

Kind kind_of(const Descriptor& file) {
  struct stat found {};
  return fstat(file.number(), &found) == 0 ? kind_of(found) : Kind::none;
}

std::uint64_t size_of(const Descriptor& file) {
  struct stat found {};
  return fstat(file.number(), &found) == 0 ? static_cast<std::uint64_t>(found.st_size) : 0;
}

bool may_write(const std::string& path) { return access(path.c_str(), W_OK) == 0; }

Descriptor open_to_read(const std::string& path) {
  return Descriptor(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}
Descriptor open_to_write(const std::string& path) {
  return Descriptor(open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
}
Descriptor create_file(const std::string& path) {
  return Descriptor(open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
}
Descriptor copy_of(const Descriptor& file) { return Descriptor(fcntl(file.number(), F_DUPFD_CLOEXEC, 0)); }
Descriptor standard_input() { return Descriptor(dup(STDIN_FILENO)); }

void* map(const Descriptor& file, std::size_t bytes) {
  void* const memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE, file.number(), 0);
  return memory == MAP_FAILED ? nullptr : memory;
}
void unmap(void* memory, std::size_t bytes) { munmap(memory, bytes); }

std::ptrdiff_t read_some(const Descriptor& file, char* to, std::size_t bytes) {
  pollfd ready = {file.number(), POLLIN, 0};
  for (;;) {
    const ssize_t got = read(file.number(), to, bytes);
    if (got >= 0) return got;
    if (errno == EAGAIN) {
      poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      return -1;
    }
  }
}

bool write_at(const Descriptor& file, std::uint64_t offset, const void* data, std::size_t bytes) {
  for (const char* from = static_cast<const char*>(data); bytes > 0;) {
    const ssize_t done = pwrite(file.number(), from, bytes, static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return false;
    from += done;
    offset += static_cast<std::uint64_t>(done);
    bytes -= static_cast<std::size_t>(done);
  }
  return true;
}

bool reserve(const Descriptor& file, std::uint64_t bytes) {
#if defined(__APPLE__)
  fstore_t room = {F_ALLOCATEALL, F_PEOFPOSMODE, 0, static_cast<off_t>(bytes), 0};
  return fcntl(file.number(), F_PREALLOCATE, &room) != -1 && ftruncate(file.number(), static_cast<off_t>(bytes)) == 0;
#else
  errno = posix_fallocate(file.number(), 0, static_cast<off_t>(bytes));
  return errno == 0;
#endif
}

bool synchronise(const Descriptor& file) { return fsync(file.number()) == 0 || errno == EINVAL || errno == ENOTSUP; }

Lock lock(const Descriptor& file) {
  return flock(file.number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK ? Lock::busy : Lock::mine;
}

Lock lock_directory(const std::string& path, Descriptor& held) {
  if (access(path.c_str(), W_OK | X_OK) != 0) return Lock::error;
  held = Descriptor(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return held ? lock(held) : Lock::error;
}

bool is_file_at(const Descriptor& file, const std::string& path) {
  struct stat opened {
  }, named{};
  return fstat(file.number(), &opened) == 0 && stat(path.c_str(), &named) == 0 && opened.st_dev == named.st_dev &&
         opened.st_ino == named.st_ino;
}

void keep_owner_and_mode(const Descriptor& file, const std::string& of) {
  struct stat old {};
  if (stat(of.c_str(), &old) != 0) return;
  if (old.st_uid != geteuid() || old.st_gid != getegid()) {
    [[maybe_unused]] const int kept = fchown(file.number(), old.st_uid, old.st_gid);  // where it may be
  }
  fchmod(file.number(), old.st_mode & 07777u);
}

void remove(const Descriptor&, const std::string& path) { unlink(path.c_str()); }

Placed rename(Descriptor&, const std::string& from, const std::string& to, bool replace) {
  if (!replace) {
#if defined(RENAME_NOREPLACE)
    if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return Placed::yes;
    if (errno == EEXIST) return Placed::taken;
    if (errno != EINVAL && errno != ENOSYS) return Placed::error;
#endif
    if (access(to.c_str(), F_OK) == 0) return Placed::taken;
  }
  return std::rename(from.c_str(), to.c_str()) == 0 ? Placed::yes : Placed::error;
}

void remove_on_signals(const char* (*path_of)(std::size_t k), std::size_t files) {
  path_of_file = path_of;
  file_count = files;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU}) {
    struct sigaction now {};
    sigaction(signal, nullptr, &now);
    if (now.sa_handler != SIG_DFL) continue;  // ignored by nohup, or somebody else's
    struct sigaction action {};
    action.sa_handler = remove_and_end;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
    sigaction(signal, &action, nullptr);
  }
}

}  // namespace rheobase::system

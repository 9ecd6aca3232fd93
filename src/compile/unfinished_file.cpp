#include "compile/unfinished_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <random>

#include "compile/message.hpp"

namespace rheobase {
namespace {

// The paths of unfinished files where a signal handler finds them: no allocation, no locks. A file too many is not
// taken away by signals.
struct Slot {
  enum State { empty, changing, taken };
  std::atomic<int> state{empty};
  char path[PATH_MAX];
};
Slot slots[64];

void note_unfinished(const std::string& path) {
  if (path.size() >= PATH_MAX) return;
  for (Slot& slot : slots) {
    int expected = Slot::empty;
    if (!slot.state.compare_exchange_strong(expected, Slot::changing)) continue;
    std::memcpy(slot.path, path.c_str(), path.size() + 1);
    slot.state = Slot::taken;
    return;
  }
}

void forget_unfinished(const std::string& path) {
  for (Slot& slot : slots) {
    if (slot.state == Slot::taken && path == slot.path) slot.state = Slot::empty;
  }
}

extern "C" void remove_and_end(int signal) {
  for (Slot& slot : slots) {
    if (slot.state == Slot::taken) unlink(slot.path);
  }
  raise(signal);  // its usual effect by now
}

// Beside the target, beginning with its name as far as names may be long.
std::string unused_path(const std::filesystem::path& target) {
  std::random_device random;
  char ending[32];
  std::snprintf(ending, sizeof ending, ".%08x%08x.part", random(), random());
  const std::size_t room = NAME_MAX - std::strlen(ending);
  return (target.parent_path() / (target.filename().string().substr(0, room) + ending)).string();
}

}  // namespace

void fail_errno(const std::string& path) { fail(path, std::strerror(errno)); }

std::string followed(const std::string& path) {
  namespace fs = std::filesystem;
  constexpr int most_links = 40;  // as Linux has it
  fs::path at = path;
  std::error_code error;
  for (int k = 0; k < most_links; ++k) {
    if (!fs::is_symlink(fs::symlink_status(at, error))) return at.string();
    const fs::path next = fs::read_symlink(at, error);
    if (error) fail(path, error.message());
    at = next.is_absolute() ? next : at.parent_path() / next;
  }
  errno = ELOOP;
  fail_errno(path);
}

UnfinishedFile::UnfinishedFile(const std::string& target) : target_(target) {
  struct stat old {};
  const bool replaces = stat(target.c_str(), &old) == 0;
  if (replaces && !S_ISREG(old.st_mode)) fail(target_, "is not a regular file");
  // Renaming needs no permission for the old file: ask for it.
  if (replaces && access(target.c_str(), W_OK) != 0) fail_errno(target_);
  // A random name cannot be waited for, O_EXCL follows no link that waits there all the same.
  for (int attempts = 0; !descriptor_ && attempts < 100; ++attempts) {
    path_ = unused_path(target);
    note_unfinished(path_);
    descriptor_ = Descriptor(open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (descriptor_) break;
    const int error = errno;
    forget_unfinished(path_);
    errno = error;
    if (error != EEXIST) break;
  }
  if (!descriptor_) fail_errno(target_);
  unfinished_ = true;
  if (!replaces) return;
  if (old.st_uid != geteuid() || old.st_gid != getegid()) {
    [[maybe_unused]] const int kept = fchown(descriptor(), old.st_uid, old.st_gid);  // where it may be
  }
  fchmod(descriptor(), old.st_mode & 07777u);
}

UnfinishedFile::~UnfinishedFile() {
  if (!unfinished_) return;
  unlink(path_.c_str());
  forget_unfinished(path_);
}

void UnfinishedFile::synchronise() {
  if (fsync(descriptor()) != 0 && errno != EINVAL && errno != ENOTSUP) fail_errno(target_);
}

void UnfinishedFile::placed() {
  unfinished_ = false;
  forget_unfinished(path_);
}

void UnfinishedFile::take_place() {
  synchronise();
  if (std::rename(path_.c_str(), target_.c_str()) != 0) fail_errno(target_);
  placed();
}

bool UnfinishedFile::take_empty_place() {
#if defined(RENAME_NOREPLACE)
  synchronise();
  if (renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target_.c_str(), RENAME_NOREPLACE) == 0) {
    placed();
    return true;
  }
  if (errno == EEXIST) return false;
  if (errno != EINVAL && errno != ENOSYS) fail_errno(target_);
#endif
  if (access(target_.c_str(), F_OK) == 0) return false;
  take_place();
  return true;
}

void remove_unfinished_files_on_signals() {
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

}  // namespace rheobase

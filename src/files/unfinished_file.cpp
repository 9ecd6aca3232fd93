#include "files/unfinished_file.hpp"

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <random>

#include "files/system.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

// The paths of unfinished files where a signal handler finds them: no allocation, no locks. Files beyond the limit are
// not removed by signals.
struct Slot {
  enum State { empty, changing, taken };
  std::atomic<int> state{empty};
  char path[4096];
};
Slot slots[64];

void note_unfinished(const std::string& path) {
  if (path.size() >= sizeof Slot::path) return;
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

const char* unfinished(std::size_t slot) { return slots[slot].state == Slot::taken ? slots[slot].path : nullptr; }

// Beside the target, beginning with its name as far as names may be long.
std::string unused_path(const std::filesystem::path& target) {
  std::random_device random;
  char ending[32];
  std::snprintf(ending, sizeof ending, ".%08x%08x.part", random(), random());
  const std::size_t room = system::longest_name - std::strlen(ending);
  return (target.parent_path() / (target.filename().string().substr(0, room) + ending)).string();
}

}  // namespace

void fail_by_system(const std::string& path) { fail(path, system::last_error()); }

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
  fail(path, "Too many levels of symbolic links");
}

UnfinishedFile::UnfinishedFile(const std::string& target) : target_(target) {
  const system::Kind old = system::kind_of(target);
  const bool replaces = old != system::Kind::none;
  if (replaces && old != system::Kind::regular) fail(target_, "is not a regular file");
  // Renaming needs no permission for the old file, so it is checked here.
  if (replaces && !system::may_write(target)) fail_by_system(target_);
  // A random name cannot be guessed; a link that has this name is not followed.
  std::string error;
  for (int attempts = 0; !descriptor_ && attempts < 100; ++attempts) {
    path_ = unused_path(target);
    note_unfinished(path_);
    descriptor_ = system::create_file(path_);
    if (descriptor_) break;
    error = system::last_error();
    forget_unfinished(path_);
    std::error_code unknown;
    if (!std::filesystem::exists(std::filesystem::symlink_status(path_, unknown))) break;
  }
  if (!descriptor_) fail(target_, error);
  unfinished_ = true;
  if (replaces) system::keep_owner_and_mode(descriptor_, target);
}

UnfinishedFile::~UnfinishedFile() {
  if (!unfinished_) return;
  system::remove(descriptor_, path_);
  forget_unfinished(path_);
}

bool UnfinishedFile::place(bool replace) {
  if (!system::synchronise(descriptor_)) fail_by_system(target_);
  const system::Placed placed = system::rename(descriptor_, path_, target_, replace);
  if (placed == system::Placed::error) fail_by_system(target_);
  if (placed == system::Placed::taken) return false;
  unfinished_ = false;
  forget_unfinished(path_);
  return true;
}

void UnfinishedFile::take_place() { place(true); }
bool UnfinishedFile::take_empty_place() { return place(false); }

void remove_unfinished_files_on_signals() { system::remove_on_signals(unfinished, std::size(slots)); }

}  // namespace rheobase

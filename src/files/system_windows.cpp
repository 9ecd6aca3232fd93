#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>
#include <windows.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <vector>

#include "files/system.hpp"

namespace rheobase::system {
namespace {

HANDLE handle_of(const Descriptor& file) {
  return file ? reinterpret_cast<HANDLE>(_get_osfhandle(file.number())) : INVALID_HANDLE_VALUE;
}

// Everybody may open it beside us, rename it and delete it, as on POSIX.
Descriptor opened(const std::string& path, DWORD access, DWORD creation, DWORD flags, int how) {
  constexpr DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  const HANDLE handle =
      CreateFileW(std::filesystem::path(path).c_str(), access, share, nullptr, creation, flags, nullptr);
  if (handle == INVALID_HANDLE_VALUE) return Descriptor();
  return Descriptor(_open_osfhandle(reinterpret_cast<std::intptr_t>(handle), how | _O_BINARY | _O_NOINHERIT));
}

// A file that is to be deleted when its last handle is closed: also that of a program that is killed.
bool delete_at_end(const Descriptor& file, bool yes) {
  FILE_DISPOSITION_INFO disposition{};
  disposition.DeleteFile = static_cast<BOOLEAN>(yes);
  return SetFileInformationByHandle(handle_of(file), FileDispositionInfo, &disposition, sizeof disposition) != 0;
}

// Without the right to delete it, which others would have to share.
void give_up_deleting(Descriptor& file) {
  constexpr DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  const HANDLE handle = ReOpenFile(handle_of(file), GENERIC_READ | GENERIC_WRITE, share, 0);
  if (handle == INVALID_HANDLE_VALUE) return;
  file = Descriptor(_open_osfhandle(reinterpret_cast<std::intptr_t>(handle), _O_RDWR | _O_BINARY | _O_NOINHERIT));
}

// A byte beyond every file's end: locks keep others from reading what they cover.
Lock lock_last_byte(HANDLE handle) {
  OVERLAPPED place{};
  place.Offset = 0xFFFFFFFEu;
  place.OffsetHigh = 0x7FFFFFFFu;
  if (LockFileEx(handle, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &place)) return Lock::mine;
  return GetLastError() == ERROR_LOCK_VIOLATION || GetLastError() == ERROR_IO_PENDING ? Lock::busy : Lock::mine;
}

}  // namespace

std::string last_error() {
  // In the words of POSIX where it has them, as on other systems.
  switch (GetLastError()) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME: return std::strerror(ENOENT);
    case ERROR_ACCESS_DENIED: return std::strerror(EACCES);
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL: return std::strerror(ENOSPC);
    default: {
      std::string text = std::system_category().message(static_cast<int>(GetLastError()));
      while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == '.')) text.pop_back();
      return text;
    }
  }
}

Kind kind_of(const std::string& path) {
  const DWORD attributes = GetFileAttributesW(std::filesystem::path(path).c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES) {
    const DWORD error = GetLastError();
    const Descriptor file = open_to_read(path);  // "NUL" and the like have none
    const Kind kind = kind_of(file);
    if (!file) SetLastError(error);
    return kind;
  }
  if ((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) return Kind::directory;
  const Descriptor file = open_to_read(path);
  return file ? kind_of(file) : Kind::regular;
}

Kind kind_of(const Descriptor& file) {
  if (!file) return Kind::none;
  switch (GetFileType(handle_of(file))) {
    case FILE_TYPE_PIPE: return Kind::stream;
    case FILE_TYPE_CHAR: return Kind::device;
    case FILE_TYPE_DISK: {
      BY_HANDLE_FILE_INFORMATION found{};
      const bool known = GetFileInformationByHandle(handle_of(file), &found) != 0;
      return known && (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? Kind::directory : Kind::regular;
    }
    default: return Kind::none;
  }
}

std::uint64_t size_of(const Descriptor& file) {
  LARGE_INTEGER size{};
  return GetFileSizeEx(handle_of(file), &size) ? static_cast<std::uint64_t>(size.QuadPart) : 0;
}

bool may_write(const std::string& path) {
  return static_cast<bool>(opened(path, GENERIC_WRITE, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, _O_WRONLY));
}

Descriptor open_to_read(const std::string& path) { return opened(path, GENERIC_READ, OPEN_EXISTING, 0, _O_RDONLY); }
Descriptor open_to_write(const std::string& path) { return opened(path, GENERIC_WRITE, OPEN_EXISTING, 0, _O_WRONLY); }
Descriptor create_file(const std::string& path) {
  Descriptor file = opened(path, GENERIC_READ | GENERIC_WRITE | DELETE, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, _O_RDWR);
  if (file) delete_at_end(file, true);
  return file;
}
Descriptor copy_of(const Descriptor& file) { return Descriptor(_dup(file.number())); }
Descriptor standard_input() { return Descriptor(_dup(0)); }

// A file that is mapped could not be replaced by another: commands that read an image may write it.
void* map(const Descriptor&, std::size_t) { return nullptr; }
void unmap(void*, std::size_t) {}

std::ptrdiff_t read_some(const Descriptor& file, char* to, std::size_t bytes) {
  DWORD got = 0;
  const DWORD wanted = static_cast<DWORD>(bytes < (1u << 30) ? bytes : 1u << 30);
  if (ReadFile(handle_of(file), to, wanted, &got, nullptr)) return static_cast<std::ptrdiff_t>(got);
  return GetLastError() == ERROR_BROKEN_PIPE ? 0 : -1;  // its writer is done
}

bool write_at(const Descriptor& file, std::uint64_t offset, const void* data, std::size_t bytes) {
  for (const char* from = static_cast<const char*>(data); bytes > 0;) {
    OVERLAPPED place{};
    place.Offset = static_cast<DWORD>(offset);
    place.OffsetHigh = static_cast<DWORD>(offset >> 32);
    DWORD done = 0;
    const DWORD wanted = static_cast<DWORD>(bytes < (1u << 30) ? bytes : 1u << 30);
    if (!WriteFile(handle_of(file), from, wanted, &done, &place)) return false;
    from += done;
    offset += done;
    bytes -= done;
  }
  return true;
}

bool reserve(const Descriptor& file, std::uint64_t bytes) {
  LARGE_INTEGER end{};
  end.QuadPart = static_cast<LONGLONG>(bytes);
  return SetFilePointerEx(handle_of(file), end, nullptr, FILE_BEGIN) && SetEndOfFile(handle_of(file));
}

bool synchronise(const Descriptor& file) { return FlushFileBuffers(handle_of(file)) != 0; }

Lock lock(const Descriptor& file) { return lock_last_byte(handle_of(file)); }

// Directories have no bytes to lock: whoever holds one does not share the right to delete it, which the next one asks
// for.
Lock lock_directory(const std::string& path, Descriptor& held) {
  if (kind_of(path) != Kind::directory) {
    SetLastError(ERROR_PATH_NOT_FOUND);
    return Lock::error;
  }
  const HANDLE handle = CreateFileW(std::filesystem::path(path).c_str(), DELETE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                    nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr);
  if (handle == INVALID_HANDLE_VALUE) return GetLastError() == ERROR_SHARING_VIOLATION ? Lock::busy : Lock::error;
  held = Descriptor(_open_osfhandle(reinterpret_cast<std::intptr_t>(handle), _O_RDONLY | _O_NOINHERIT));
  return Lock::mine;
}

bool is_file_at(const Descriptor& file, const std::string& path) {
  const Descriptor other = open_to_read(path);
  BY_HANDLE_FILE_INFORMATION a{}, b{};
  return GetFileInformationByHandle(handle_of(file), &a) && GetFileInformationByHandle(handle_of(other), &b) &&
         a.dwVolumeSerialNumber == b.dwVolumeSerialNumber && a.nFileIndexHigh == b.nFileIndexHigh &&
         a.nFileIndexLow == b.nFileIndexLow;
}

// A new file has the rights of its folder, like its neighbours.
void keep_owner_and_mode(const Descriptor&, const std::string&) {}

void remove(const Descriptor& file, const std::string&) { delete_at_end(file, true); }

Placed rename(Descriptor& file, const std::string&, const std::string& to, bool replace) {
  std::error_code unknown;
  const std::wstring name = std::filesystem::absolute(std::filesystem::path(to), unknown).make_preferred().wstring();
  std::vector<char> room(sizeof(FILE_RENAME_INFO) + name.size() * sizeof(wchar_t));
  auto* info = reinterpret_cast<FILE_RENAME_INFO*>(room.data());
  info->ReplaceIfExists = static_cast<BOOLEAN>(replace);
  info->FileNameLength = static_cast<DWORD>(name.size() * sizeof(wchar_t));
  std::memcpy(info->FileName, name.data(), name.size() * sizeof(wchar_t));
  delete_at_end(file, false);
  if (SetFileInformationByHandle(handle_of(file), FileRenameInfo, info, static_cast<DWORD>(room.size()))) {
    give_up_deleting(file);
    return Placed::yes;
  }
  const DWORD error = GetLastError();
  delete_at_end(file, true);
  SetLastError(error);
  return !replace && (error == ERROR_ALREADY_EXISTS || error == ERROR_FILE_EXISTS) ? Placed::taken : Placed::error;
}

void remove_on_signals(const char* (*)(std::size_t), std::size_t) {}  // the system deletes them

}  // namespace rheobase::system

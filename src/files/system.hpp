// What POSIX and Windows each do with files in their own way: system_posix.cpp, system_windows.cpp. Where a function
// says no (an empty descriptor, false), last_error() is what the system said.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "files/descriptor.hpp"

namespace rheobase::system {

std::string last_error();

enum class Kind { none, regular, directory, stream, device };  // stream: a pipe or a socket

Kind kind_of(const std::string& path);  // of what a link leads to; none: it is not there, or may not be asked for
Kind kind_of(const Descriptor& file);
std::uint64_t size_of(const Descriptor& file);
bool may_write(const std::string& path);

// None of these becomes the program's terminal, or is inherited by programs that are started.
Descriptor open_to_read(const std::string& path);   // does not wait for a pipe's writer
Descriptor open_to_write(const std::string& path);  // what is there, as it is
Descriptor create_file(const std::string& path);    // which must not exist, not even as a link
Descriptor copy_of(const Descriptor& file);
Descriptor standard_input();

// How many bytes were read; waits for one. 0: the end, or a pipe that nobody has opened to write. -1: an error.
std::ptrdiff_t read_some(const Descriptor& file, char* to, std::size_t bytes);
// The first bytes of a regular file as memory, changes of which stay there; null: the system cannot. Then unmap() it.
void* map(const Descriptor& file, std::size_t bytes);
void unmap(void* memory, std::size_t bytes);
bool write_at(const Descriptor& file, std::uint64_t offset, const void* data, std::size_t bytes);
bool reserve(const Descriptor& file, std::uint64_t bytes);  // blocks of the disk, so that writing needs no more
bool synchronise(const Descriptor& file);                   // what was written is on the disk

enum class Lock { mine, busy, error };
Lock lock(const Descriptor& file);  // until it is closed. A file system without locks lets everybody in
Lock lock_directory(const std::string& path, Descriptor& held);
bool is_file_at(const Descriptor& file, const std::string& path);  // or has another taken its place?

// An unfinished file goes when its program ends: on POSIX by the signals that remove_on_signals() handles.
void keep_owner_and_mode(const Descriptor& file, const std::string& of);
void remove(const Descriptor& file, const std::string& path);
enum class Placed { yes, taken, error };
Placed rename(Descriptor& file, const std::string& from, const std::string& to, bool replace);
// `path_of(k)`, for k below `files`, is the path of an unfinished file or null; it is called by a signal handler.
void remove_on_signals(const char* (*path_of)(std::size_t k), std::size_t files);

constexpr std::size_t longest_name = 255;  // of a file in its folder

}  // namespace rheobase::system

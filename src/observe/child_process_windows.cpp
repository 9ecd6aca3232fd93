#include <windows.h>

#include <memory>
#include <thread>
#include <utility>

#include "observe/child_process.hpp"

namespace rheobase {
namespace {

struct CloseHandle_ {
  void operator()(void* handle) const { CloseHandle(handle); }
};
using Handle = std::unique_ptr<void, CloseHandle_>;

// As the C library of the program that is started takes its command line apart.
std::string quoted(const std::string& word) {
  std::string out = "\"";
  std::size_t backslashes = 0;
  for (const char c : word) {
    if (c == '"') out.append(backslashes + 1, '\\');
    backslashes = c == '\\' ? backslashes + 1 : 0;
    out += c;
  }
  return out.append(backslashes, '\\') + '"';
}

// Our end is not inherited, the child's is.
bool open_pipe(Handle& read, Handle& write, bool child_reads) {
  SECURITY_ATTRIBUTES inherited = {sizeof inherited, nullptr, TRUE};
  HANDLE ends[2];
  if (!CreatePipe(&ends[0], &ends[1], &inherited, 0)) return false;
  read.reset(ends[0]);
  write.reset(ends[1]);
  return SetHandleInformation(child_reads ? write.get() : read.get(), HANDLE_FLAG_INHERIT, 0) != 0;
}

// Of one process: what it interprets can start no other.
Handle job_of_one() {
  Handle job(CreateJobObjectA(nullptr, nullptr));
  JOBOBJECT_BASIC_LIMIT_INFORMATION limits{};
  limits.LimitFlags = JOB_OBJECT_LIMIT_ACTIVE_PROCESS;
  limits.ActiveProcessLimit = 1;
  if (job) SetInformationJobObject(job.get(), JobObjectBasicLimitInformation, &limits, sizeof limits);
  return job;
}

void write_all(HANDLE pipe, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    DWORD done = 0;
    const DWORD bytes = static_cast<DWORD>(std::min<std::size_t>(text.size() - at, 1u << 16));
    if (!WriteFile(pipe, text.data() + at, bytes, &done, nullptr)) return;
    at += done;
  }
}

}  // namespace

std::optional<std::string> output_of(const std::vector<std::string>& words, const std::string& input) {
  Handle input_read, input_write, output_read, output_write;
  if (!open_pipe(input_read, input_write, true) || !open_pipe(output_read, output_write, false)) return std::nullopt;
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + quoted(word);
  SECURITY_ATTRIBUTES inherited = {sizeof inherited, nullptr, TRUE};
  const Handle nothing(CreateFileA("NUL", GENERIC_WRITE, FILE_SHARE_WRITE, &inherited, OPEN_EXISTING, 0, nullptr));
  STARTUPINFOA start{};
  start.cb = sizeof start;
  start.dwFlags = STARTF_USESTDHANDLES;
  start.hStdInput = input_read.get();
  start.hStdOutput = output_write.get();
  start.hStdError = nothing.get();
  PROCESS_INFORMATION made{};
  if (!CreateProcessA(nullptr, line.data(), nullptr, nullptr, TRUE, CREATE_SUSPENDED | CREATE_NO_WINDOW, nullptr,
                      nullptr, &start, &made)) {
    return std::nullopt;
  }
  const Handle process(made.hProcess), thread(made.hThread), job = job_of_one();
  if (job) AssignProcessToJobObject(job.get(), process.get());
  input_read.reset();
  output_write.reset();
  ResumeThread(thread.get());
  // Whoever writes all before reading waits for a child that does the same.
  std::thread writer([&input, pipe = std::move(input_write)] { write_all(pipe.get(), input); });
  std::string output;
  char chunk[1 << 16];
  for (DWORD got = 0; ReadFile(output_read.get(), chunk, sizeof chunk, &got, nullptr) && got > 0;)
    output.append(chunk, got);
  DWORD code = 1;
  WaitForSingleObject(process.get(), INFINITE);
  GetExitCodeProcess(process.get(), &code);
  writer.join();
  return code == 0 ? std::optional<std::string>(std::move(output)) : std::nullopt;
}

}  // namespace rheobase

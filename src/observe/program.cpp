#include "observe/program.hpp"

#include <algorithm>
#include <filesystem>
#include <new>
#include <sstream>
#include <stdexcept>

#include "compile/atomic_file.hpp"
#include "observe/streams.hpp"
#include "rheobase/model.hpp"

namespace rheobase {
namespace {

constexpr int exit_error = 2;

int parse_and_work(CLI::App& app, int argc, char** argv, const std::function<int()>& work) try {
  app.parse(argc, argv);
  return work ? work() : 0;
} catch (const CLI::Success& help) {
  std::ostringstream text;
  app.exit(help, text, text);
  write_output(text.str());
  return 0;
} catch (const CLI::RuntimeError& outcome) {
  return outcome.get_exit_code();
} catch (const CLI::ParseError& error) {
  throw ModelError(std::string(error.what()) + " (see " + app.get_name() + " --help)");
} catch (const std::filesystem::filesystem_error& error) {
  throw ModelError(error.path1().string() + ": " + error.code().message());
} catch (const std::bad_alloc&) {
  throw ModelError("not enough memory");
} catch (const std::length_error&) {
  throw ModelError("not enough memory");
}

}  // namespace

int run_program(CLI::App& app, int argc, char** argv, const std::function<int()>& work) {
  secure_standard_streams();
  remove_unfinished_files_on_signals();
  std::string message;
  try {
    return parse_and_work(app, argc, argv, work);
  } catch (const ModelError& error) {
    message = error.what();
  } catch (const std::exception& error) {
    message = std::string("internal error: ") + error.what();
  }
  std::replace(message.begin(), message.end(), '\n', ' ');
  print_error(app.get_name() + ": " + message);
  return exit_error;
}

}  // namespace rheobase

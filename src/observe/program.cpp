#include "observe/program.hpp"

#include <algorithm>
#include <filesystem>
#include <new>
#include <sstream>
#include <stdexcept>

#include "files/atomic_file.hpp"
#include "observe/streams.hpp"
#include "rheobase/model.hpp"

namespace rheobase {
namespace {

constexpr int exit_error = 2;

// A flag takes no value: --json=false would else mean something.
void refuse_values_of_flags(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option->get_items_expected_max() == 0) option->disable_flag_override();
  }
  for (CLI::App* sub : app.get_subcommands({})) refuse_values_of_flags(*sub);
}

std::string first_unexpected(const CLI::App& app) {
  for (const std::string& argument : app.remaining(true)) {
    if (argument != "--") return argument;
  }
  return "";
}

// In this program's words; the library's speak of counts and types.
std::string message_of(const CLI::App& app, const CLI::ParseError& error) {
  std::string text = error.what();
  const std::string unknown = first_unexpected(app), name = text.substr(0, text.find_first_of(": "));
  const auto says = [&](const char* words) { return text.find(words) != std::string::npos; };
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    return "unexpected argument '" + unknown + "'";
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    if (says("flag override")) return "--" + name + " takes no value";
    if (says("received")) return name + " is given more than once";
    return name + " needs a value";
  }
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    if (!says("subcommand")) return name + " is missing";
    return unknown.empty() ? "a subcommand is missing" : "no subcommand is called '" + unknown + "'";
  }
  if (dynamic_cast<const CLI::RequiresError*>(&error) != nullptr) return text;  // "--symbol requires --c-array"
  // Of validators, which are this program's.
  if (dynamic_cast<const CLI::ValidationError*>(&error) != nullptr) return text;
  return "the command line cannot be understood";
}

// The command whose --help says more.
std::string command_name(const CLI::App& app) {
  const std::vector<const CLI::App*> chosen = app.get_subcommands([](const CLI::App* sub) { return sub->parsed(); });
  return app.get_name() + (chosen.empty() ? "" : " " + chosen.front()->get_name());
}

// "" is the value of no option: an unset variable of a script, most likely.
void refuse_empty_values(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    option->check([](const std::string& text) { return std::string(text.empty() ? "the value is empty" : ""); });
  }
  for (CLI::App* subcommand : app.get_subcommands({})) refuse_empty_values(*subcommand);
}

int parse_and_work(CLI::App& app, int argc, char** argv, const std::function<int()>& work) try {
  refuse_empty_values(app);
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
  throw ModelError(message_of(app, error) + " (see " + command_name(app) + " --help)");
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
  refuse_values_of_flags(app);
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

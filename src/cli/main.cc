#include <iostream>
#include <map>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "autoj/error.h"
#include "base/text.h"
#include "cli/commands.h"

namespace {

using autoj::Error;
using autoj::ErrorKind;

// CLI11 only says what it did not expect; a person wants the word that was meant.
std::string SuggestCommand(const std::string& word, const std::vector<std::string>& names) {
  std::string nearest = autoj::NearestWord(word, names);
  return fmt::format(
      "unknown command \"{}\"{}", autoj::EscapeForTerminal(word),
      nearest.empty() ? "; see autoj --help" : fmt::format("; did you mean \"{}\"?", nearest));
}

std::string SuggestOption(const CLI::App& command, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  std::string nearest = autoj::NearestWord(word, names);
  return fmt::format("unknown option \"{}\"{}", autoj::EscapeForTerminal(word),
                     nearest.empty() ? fmt::format("; see autoj {} --help", command.get_name())
                                     : fmt::format("; did you mean \"{}\"?", nearest));
}

std::string UsageMessage(const CLI::App& program, const CLI::ParseError& e) {
  for (const CLI::App* command : program.get_subcommands()) {
    for (const std::string& word : command->remaining()) {
      if (word.rfind("--", 0) == 0) {
        return SuggestOption(*command, word);
      }
    }
  }
  return autoj::EscapeForTerminal(e.what());
}

int Run(int argc, char** argv) {
  CLI::App program("Judges the output of language models; see README.md", "autoj");
  program.set_version_flag("--version", std::string("autoj ") + AUTOJ_VERSION);
  program.require_subcommand(1);
  std::map<std::string, autoj::CommandBody> bodies = {{"render", autoj::AddRender(program)},
                                                      {"read", autoj::AddRead(program)}};
  std::string first = argc > 1 ? argv[1] : "";
  if (!first.empty() && first[0] != '-' && bodies.count(first) == 0) {
    std::vector<std::string> names;
    for (const auto& entry : bodies) {
      names.push_back(entry.first);
    }
    throw Error(ErrorKind::kUsage, SuggestCommand(first, names));
  }
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) {
      return program.exit(e);
    }
    throw Error(ErrorKind::kUsage, UsageMessage(program, e));
  }
  int code = bodies.at(program.get_subcommands().front()->get_name())(std::cout, std::cerr);
  std::cout.flush();
  if (!std::cout) {
    throw Error(ErrorKind::kIo,
                "standard output cannot be written (disk full, or its reader is gone)");
  }
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return Run(argc, argv);
  } catch (const Error& e) {
    std::cerr << "autoj: " << e.what() << "\n";
    return e.exit_code();
  } catch (const std::exception& e) {
    std::cerr << "autoj: bug: " << autoj::EscapeForTerminal(e.what()) << "; please report it\n";
    return static_cast<int>(ErrorKind::kInternal);
  }
}

#include <algorithm>
#include <csignal>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/log_line.h"
#include "base/text.h"
#include "cli/commands.h"

namespace {

using autoj::Error;
using autoj::ErrorKind;

// CLI11 only says what it did not expect; a person wants the word that was meant.
std::string SuggestCommand(const CLI::App& command, const std::string& word) {
  std::vector<const CLI::App*> inner = command.get_subcommands({});
  std::vector<std::string> names(inner.size());
  std::transform(inner.begin(), inner.end(), names.begin(),
                 [](const CLI::App* app) { return app->get_name(); });
  return fmt::format("unknown command \"{}\"{}", autoj::EscapeForTerminal(word),
                     autoj::DidYouMean(word, names, "; see autoj --help"));
}

std::string SuggestOption(const CLI::App& command, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  return fmt::format(
      "unknown option \"{}\"{}", autoj::EscapeForTerminal(word),
      autoj::DidYouMean(word, names, fmt::format("; see autoj {} --help", command.get_name())));
}

// About the first word that no command took, the innermost command first; or "".
std::string Suggest(const CLI::App& command) {
  for (const CLI::App* inner : command.get_subcommands()) {
    std::string suggestion = Suggest(*inner);
    if (!suggestion.empty()) {
      return suggestion;
    }
  }
  for (const std::string& word : command.remaining()) {
    if (word.rfind("--", 0) == 0) {
      return SuggestOption(command, word);
    }
    if (!command.get_subcommands({}).empty()) {
      return SuggestCommand(command, word);
    }
  }
  return "";
}

std::string UsageMessage(const CLI::App& program, const CLI::ParseError& e) {
  std::string suggestion = Suggest(program);
  return suggestion.empty() ? autoj::EscapeForTerminal(e.what()) : suggestion;
}

std::string CommandLine(int argc, char** argv) {
  return fmt::format("{}", fmt::join(argv, argv + argc, " "));
}

// Whether errors go to a program, too; asked before the command line is known to be right.
bool WantsJsonLog(int argc, char** argv) {
  std::vector<std::string> words(argv, argv + argc);
  auto option = std::find(words.begin(), words.end(), "--log-format");
  bool apart = option != words.end() && option + 1 != words.end() && *(option + 1) == "json";
  return apart || std::find(words.begin(), words.end(), "--log-format=json") != words.end();
}

int Fail(bool json, ErrorKind kind, const std::string& message) {
  int code = static_cast<int>(kind);
  if (json) {
    std::cerr << autoj::RenderLogLine(
        "error", {{"kind", autoj::ErrorKindName(kind)}, {"exit", code}, {"message", message}});
  } else {
    std::cerr << "autoj: " << message << "\n";
  }
  return code;
}

int Run(int argc, char** argv) {
  CLI::App program("Judges the output of language models; see README.md", "autoj");
  program.set_version_flag("--version", std::string("autoj ") + AUTOJ_VERSION);
  program.require_subcommand(1);
  std::map<std::string, autoj::CommandBody> bodies = {
      {"judge", autoj::AddJudge(program, CommandLine(argc, argv))},
      {"classify", autoj::AddClassify(program)},
      {"criteria", autoj::AddCriteria(program)},
      {"data", autoj::AddData(program, CommandLine(argc, argv))},
      {"select", autoj::AddSelect(program, CommandLine(argc, argv))},
      {"doctor", autoj::AddDoctor(program)},
      {"eval", autoj::AddEval(program, CommandLine(argc, argv))},
      {"export", autoj::AddExport(program)},
      {"leaderboard", autoj::AddLeaderboard(program)},
      {"merge", autoj::AddMerge(program)},
      {"render", autoj::AddRender(program)},
      {"read", autoj::AddRead(program)},
      {"protocol", autoj::AddProtocol(program)},
      {"model", autoj::AddModel(program)}};
  std::string first = argc > 1 ? argv[1] : "";
  if (!first.empty() && first[0] != '-' && bodies.count(first) == 0) {
    throw Error(ErrorKind::kUsage, SuggestCommand(program, first));
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
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe or connection is an error of a write, not the end
  bool json = WantsJsonLog(argc, argv);
  try {
    return Run(argc, argv);
  } catch (const Error& e) {
    return Fail(json, e.kind(), e.what());
  } catch (const std::exception& e) {
    return Fail(json, ErrorKind::kInternal,
                fmt::format("bug: {}; please report it", autoj::EscapeForTerminal(e.what())));
  }
}

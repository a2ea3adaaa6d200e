#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "autoj/engine.h"
#include "autoj/judge.h"
#include "cli/distinct_paths.h"

namespace autoj {

/// The flags of a command that judges an input, as words.
struct JudgeFlags {
  std::string input;
  std::string output;
  std::string mode;
  std::string orders = "both";
  std::vector<std::string> retry;
  size_t limit = 0;
  std::string shard = "1/1";
  bool json = false;
  bool quiet = false;
  std::string log_format = "text";
  EngineOptions engine;
  JudgeOptions judge;
};

/// Adds all of them, those of the engine included.
void AddJudgeFlags(CLI::App* command, JudgeFlags* flags);

/// Those that do not say what is judged and asked: where the run is, how texts are written, what it
/// may cost, how it tells of itself; and those of the engine.
void AddRunFlags(CLI::App* command, JudgeFlags* flags);

/// What they ask for: `flags.judge` with the words read. Throws Error(kUsage).
JudgeOptions ReadJudgeFlags(const JudgeFlags& flags);

/// The files that are read by them, the engine's included: no output may be one.
std::vector<NamedPath> JudgeFiles(const JudgeFlags& flags);

}  // namespace autoj

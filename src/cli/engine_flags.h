#pragma once

#include <vector>

#include <CLI/CLI.hpp>

#include "autoj/engine.h"
#include "cli/distinct_paths.h"

namespace autoj {

/// Adds the flags that say which model is used and how: --model and those of local models and of
/// servers.
void AddEngineFlags(CLI::App* command, EngineOptions* engine);

/// Adds --model and the flags of servers alone.
void AddServerFlags(CLI::App* command, EngineOptions* engine);

/// The files that they name: no output may be one.
std::vector<NamedPath> EngineFiles(const EngineOptions& engine);

}  // namespace autoj

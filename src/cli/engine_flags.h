#pragma once

#include <CLI/CLI.hpp>

#include "autoj/engine.h"

namespace autoj {

/// Adds the flags that say which model is used and how: --model and those of local models and of
/// servers.
void AddEngineFlags(CLI::App* command, EngineOptions* engine);

/// Adds --model and the flags of servers alone.
void AddServerFlags(CLI::App* command, EngineOptions* engine);

}  // namespace autoj

#pragma once

#include <CLI/CLI.hpp>

#include "autoj/judge.h"

namespace autoj {

/// Adds --criteria, --scenarios, --classifier and --weights: which criteria the judge is shown.
void AddCriteriaFlags(CLI::App* command, JudgeOptions* judge);

/// The last two alone.
void AddClassifierFlags(CLI::App* command, JudgeOptions* judge);

}  // namespace autoj

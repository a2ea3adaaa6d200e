#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace autoj {

/// Adds --criteria and --scenarios: which criteria the judge is shown, as in JudgeOptions.
void AddCriteriaFlags(CLI::App* command, std::string* criteria, std::string* scenarios);

}  // namespace autoj

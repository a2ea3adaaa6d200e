#pragma once

#include <string>

#include "cli/commands.h"

namespace autoj {

/// Each adds one command to `autoj eval`. `command_line`: kept with a run.
CommandBody AddEvalAgreement(CLI::App& eval);
CommandBody AddEvalClassifier(CLI::App& eval);
CommandBody AddEvalCritique(CLI::App& eval, const std::string& command_line);
CommandBody AddEvalPairwise(CLI::App& eval);
CommandBody AddEvalSelection(CLI::App& eval);
CommandBody AddEvalStyle(CLI::App& eval);

}  // namespace autoj

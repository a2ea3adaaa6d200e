#pragma once

#include <optional>
#include <string>
#include <vector>

#include "autoj/judge.h"
#include "scenario/scenario_set.h"

namespace autoj {

/// What is shown of these scenarios, in short, for a run's settings: the same for the same words.
std::string HashCriteria(const std::vector<ScenarioCriteria>& scenarios);

/// The classifier of the options, for a run's settings; nothing for the default one. Throws
/// Error(kInput) where its weights cannot be read.
std::optional<std::string> ClassifierSetting(const JudgeOptions& options);

}  // namespace autoj

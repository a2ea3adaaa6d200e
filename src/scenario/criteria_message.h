#pragma once

#include <string>

#include "scenario/scenario_set.h"

namespace autoj {

/// The criteria as a judge is shown them: the system message of Auto-J's data construction, with
/// the criteria numbered and grouped: content, format, style, basic. `language`: "en" or "zh".
/// Source: paper, the prompts of its appendix.
std::string RenderCriteriaMessage(const ScenarioCriteria& scenario, const std::string& language);

}  // namespace autoj

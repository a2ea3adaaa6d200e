#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "study/critique_evaluation.h"

namespace autoj {

/// What an evaluation of critiques says, for a person: a row for each group, the whole, and both
/// positions, with exact 95 % intervals in percent; `width` columns at most.
std::string RenderCritiqueTable(const CritiqueEvaluation& evaluation, size_t width);

/// {"items", "overall": {"items", "win": {"count", "value", "low", "high"}, "tie", "lose",
/// "unreadable"}, "groups": {NAME: the same}, "by_position": {"first", "second"}, "unreadable",
/// "bounds": {"worst", "best"}}, percentages; the group of unknown scenarios is "null".
nlohmann::ordered_json CritiqueToJson(const CritiqueEvaluation& evaluation);

}  // namespace autoj

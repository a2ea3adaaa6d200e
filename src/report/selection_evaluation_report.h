#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "study/selection_evaluation.h"

namespace autoj {

/// Tables for a person, no wider than `width`.
std::string RenderSelectionEvaluation(const SelectionEvaluation& evaluation, size_t width,
                                      bool colour);
std::string RenderSystems(const SystemEvaluation& evaluation, size_t width, bool colour);

/// {"judge", "quality", "by", "missing", "all": {"sets", "prompts", "responses", "unrated",
/// "best_of":
/// {"8": {"picks", "picked", "random", "oracle", "all", "advantage"}}, "correlations": {"pearson",
/// ..}}, "sources": {NAME: the same}, "systems"}; each number as {"value", "low", "high"}.
nlohmann::ordered_json SelectionEvaluationToJson(const SelectionEvaluation& evaluation);

/// {"systems": [{"system", "rating", "reference"}], "correlations"}; each number as above.
nlohmann::ordered_json SystemsToJson(const SystemEvaluation& evaluation);

}  // namespace autoj

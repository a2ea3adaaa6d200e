#pragma once

#include <nlohmann/json_fwd.hpp>

#include "study/pairwise_evaluation.h"

namespace autoj {

/// An evaluation as one JSON object. Shares of pairs are percentages: {"value", "low", "high"},
/// and of headline numbers "worst" and "best"; probabilities and what is computed from them stay of
/// [0, 1]. Every key is there; what is undefined is null.
nlohmann::ordered_json PairwiseToJson(const PairwiseEvaluation& evaluation);

}  // namespace autoj

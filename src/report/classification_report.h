#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "metrics/classification.h"

namespace autoj {

/// For a person: accuracy and F1, a row for each class, and the confusions that occur most.
std::string RenderClassification(const ClassificationReport& report, size_t width);

/// {"items", "accuracy", "macro_f1", "weighted_f1", "classes": {NAME: {"support", "predicted",
/// "precision", "recall", "f1"}}, "confusion": {"classes": [NAME..], "matrix":
/// [[true][predicted]]}}, percentages, each as {"value", "low", "high"}.
nlohmann::ordered_json ClassificationToJson(const ClassificationReport& report);

}  // namespace autoj

#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "study/classifier_validation.h"

namespace autoj {

/// For a person: RenderClassification, then groups, and how far probabilities can be believed.
std::string RenderValidation(const ClassifierValidation& validation, size_t width);

/// ClassificationToJson, and {"top3", "group_accuracy", "groups": {NAME: {"items", "accuracy",
/// "group_accuracy"}}, "unsure_below", "sure": {"coverage", "accuracy"}, "temperature", "offset",
/// "calibration": {"ece", "log_loss", "bins"}}: percentages, but what is a probability or a fit.
nlohmann::ordered_json ValidationToJson(const ClassifierValidation& validation);

}  // namespace autoj

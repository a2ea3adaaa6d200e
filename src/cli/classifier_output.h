#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "scenario/classifier.h"
#include "study/classifier_validation.h"

namespace autoj {

/// {"id", "scenario", "group", "probability", "alternatives": [the next five], "reason"?}; null
/// where there is no answer.
nlohmann::ordered_json ClassificationToJson(const std::string& id, const Classification& result);

/// Whether there is an answer, and it is not to be relied on.
bool IsUnsure(const Classification& result, double unsure_below);

/// An evaluation as one object; a number that is undefined is null.
nlohmann::ordered_json ValidationToJson(const ClassifierValidation& evaluation);

/// The same as a table for people.
std::string RenderValidation(const ClassifierValidation& evaluation);

}  // namespace autoj

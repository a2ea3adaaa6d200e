#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "scenario/classifier.h"

namespace autoj {

/// What a classifier says of a query: {"id", "scenario", "group", "probability", "alternatives":
/// [the next five], "reason"?}; null where there is no answer.
nlohmann::ordered_json ClassifiedQueryToJson(const std::string& id, const Classification& result);

}  // namespace autoj

#pragma once

#include <nlohmann/json.hpp>

#include "autoj/criteria.h"

namespace autoj {

/// As records and runs have it: {"scenario", "group", "source", "probability", "names", "hash",
/// "reason"}; what is not known is null.
nlohmann::ordered_json CriteriaToJson(const CriteriaShown& criteria);

/// Throws nlohmann::json::exception for what CriteriaToJson cannot have written.
CriteriaShown CriteriaFromJson(const nlohmann::json& json);

}  // namespace autoj

#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "metrics/estimate.h"

namespace autoj {

/// In which unit an estimate is told.
enum class Unit {
  kNumber,   ///< As it is.
  kPercent,  ///< A share of [0, 1], times 100.
};

/// A number, or null for NaN and infinity: JSON has neither.
nlohmann::ordered_json NumberToJson(double number, Unit unit = Unit::kNumber);

/// {"value", "low", "high"}.
nlohmann::ordered_json EstimateToJson(const Estimate& estimate, Unit unit);

/// "73.71" (percent), "0.737" (a number); "-" where there is none.
std::string RenderNumber(double number, Unit unit);

/// "73.71 [67.55, 79.25]"; without an interval, or where both ends are the number (it is known
/// without counting, as a fair die's share is), the number alone.
std::string RenderEstimate(const Estimate& estimate, Unit unit);

}  // namespace autoj

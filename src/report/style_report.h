#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "study/styled_pairs.h"

namespace autoj {

/// Win rates of the competitors, raw and with style held equal, and what style is worth: tables for
/// a person, no wider than `width`. Competitors that cannot be compared stand in groups.
std::string RenderStyle(const StyledPairs& pairs, const StyleControl& control, size_t width,
                        bool colour);

/// {"comparisons", "prompts", "undecided", "missing", "competitors": {NAME: {"group", "raw",
/// "controlled"}}, "coefficients": {"length", "headers", "lists", "bold"}, "prior_deviation"}; win
/// rates in percent, each number with an interval as {"value", "low", "high"}.
nlohmann::ordered_json StyleToJson(const StyledPairs& pairs, const StyleControl& control);

}  // namespace autoj

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "autoj/item.h"
#include "autoj/verdict.h"

namespace autoj {

/// Judges of pairs that need no model: what every judge is measured against.
enum class Baseline { kLonger, kShorter, kFirst, kSecond, kTie };

/// "longer", "shorter", "first", "second", "tie", in this order.
const std::vector<Baseline>& AllBaselines();
const char* BaselineName(Baseline baseline);

/// "baseline:longer" and the like. Nothing where `model` does not begin with "baseline:"; throws
/// Error(kUsage), naming the nearest, for an unknown one.
std::optional<Baseline> FindBaseline(std::string_view model);

/// The verdict on two responses of which only the lengths are known, the one that is shown first
/// before the other. Equal lengths are a tie.
Outcome JudgeByBaseline(Baseline baseline, size_t first_length, size_t second_length);

/// The verdict on a pair in one order, mapped back to the item's own first and second. Length is
/// counted in characters (code points). Throws Error(kInput) for an item that is no pair.
Outcome JudgeByBaseline(Baseline baseline, const Item& item, Order order);

}  // namespace autoj

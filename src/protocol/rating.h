#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace autoj {

struct VerdictRule;

/// A plain decimal number on the rule's scale, with "/10" behind it where 10 is the scale's top.
/// Nothing for all else: "nan", "0x7", "1e3", signs.
std::optional<double> ParseRating(const VerdictRule& rule, std::string_view text);

/// The reason for a text that is none: what it is, cut and made safe for a terminal, and the scale.
std::string NotARating(const VerdictRule& rule, std::string_view text);

}  // namespace autoj

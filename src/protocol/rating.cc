#include "protocol/rating.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "base/text.h"
#include "protocol/verdict_rule.h"

namespace autoj {
namespace {

constexpr size_t kNone = std::string_view::npos;

// strtod alone would take "nan", "0x7" and "1e3".
std::optional<double> ParseDecimal(std::string_view text) {
  bool plain =
      !text.empty() && text.size() <= 16 && text.find_first_not_of("0123456789.") == kNone &&
      text.find_first_of("0123456789") != kNone && std::count(text.begin(), text.end(), '.') <= 1;
  if (!plain) {
    return std::nullopt;
  }
  return std::strtod(std::string(text).c_str(), nullptr);
}

}  // namespace

std::optional<double> ParseRating(const VerdictRule& rule, std::string_view text) {
  size_t slash = text.find('/');
  if (slash != kNone) {
    std::optional<double> scale = ParseDecimal(Trim(text.substr(slash + 1)));
    if (!scale || *scale != rule.high) {
      return std::nullopt;
    }
    text = Trim(text.substr(0, slash));
  }
  std::optional<double> rating = ParseDecimal(text);
  bool on_scale = rating && *rating >= rule.low && *rating <= rule.high;
  return on_scale ? rating : std::nullopt;
}

std::string NotARating(const VerdictRule& rule, std::string_view text) {
  constexpr size_t kShown = 40;
  return fmt::format("\"{}\" is not a rating from {} to {}",
                     EscapeForTerminal(CutUtf8(text, kShown)), rule.low, rule.high);
}

}  // namespace autoj

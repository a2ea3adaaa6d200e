#include "autoj/verdict.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"

namespace autoj {
namespace {

constexpr std::array<std::pair<Outcome, const char*>, 12> kNames = {
    {{Outcome::kFirst, "first"},
     {Outcome::kSecond, "second"},
     {Outcome::kTie, "tie"},
     {Outcome::kRated, "rated"},
     {Outcome::kSelected, "selected"},
     {Outcome::kInconsistent, "inconsistent"},
     {Outcome::kUnreadable, "unreadable"},
     {Outcome::kTruncated, "truncated"},
     {Outcome::kTooLong, "too_long"},
     {Outcome::kRefused, "refused"},
     {Outcome::kFailed, "failed"},
     {Outcome::kStep, "step"}}};

}  // namespace

const char* OutcomeName(Outcome outcome) {
  for (const auto& [known, name] : kNames) {
    if (known == outcome) {
      return name;
    }
  }
  throw Error(ErrorKind::kInternal,
              fmt::format("an outcome without a name: {}", static_cast<int>(outcome)));
}

Outcome ParseOutcome(const std::string& name) {
  for (const auto& [outcome, known] : kNames) {
    if (name == known) {
      return outcome;
    }
  }
  throw Error(ErrorKind::kInternal, fmt::format("\"{}\" is no outcome", name));
}

bool IsVerdict(Outcome outcome) {
  switch (outcome) {
    case Outcome::kFirst:
    case Outcome::kSecond:
    case Outcome::kTie:
    case Outcome::kRated:
    case Outcome::kSelected:
    case Outcome::kInconsistent:
      return true;
    case Outcome::kUnreadable:
    case Outcome::kTruncated:
    case Outcome::kTooLong:
    case Outcome::kRefused:
    case Outcome::kFailed:
    case Outcome::kStep:
      break;
  }
  return false;
}

Outcome Swapped(Outcome outcome) {
  if (outcome == Outcome::kFirst) {
    return Outcome::kSecond;
  }
  return outcome == Outcome::kSecond ? Outcome::kFirst : outcome;
}

}  // namespace autoj

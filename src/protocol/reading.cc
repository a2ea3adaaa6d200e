#include "protocol/reading.h"

#include <utility>

#include <fmt/format.h>

namespace autoj {
namespace {

bool SameDecision(const Verdict& a, const Verdict& b) {
  return a.outcome == b.outcome && a.rating == b.rating;
}

std::string Decision(const Verdict& verdict) {
  return verdict.rating ? fmt::format("{}", *verdict.rating) : OutcomeName(verdict.outcome);
}

}  // namespace

Reading Decided(Outcome outcome, std::optional<double> rating, bool settled) {
  Reading reading;
  reading.verdict.outcome = outcome;
  reading.verdict.rating = rating;
  reading.settled = settled;
  return reading;
}

Verdict LastCounts(const std::vector<Reading>& readings, const std::string& if_none) {
  if (readings.empty()) {
    return Unreadable(if_none);
  }
  Verdict verdict = readings.back().verdict;
  if (!IsVerdict(verdict.outcome)) {
    return verdict;
  }
  for (const Reading& earlier : readings) {
    if (IsVerdict(earlier.verdict.outcome) && !SameDecision(earlier.verdict, verdict)) {
      verdict.reason = fmt::format("an earlier decision in the text says {}; the last one counts",
                                   Decision(earlier.verdict));
    }
  }
  return verdict;
}

Verdict Unreadable(std::string reason) {
  return {Outcome::kUnreadable, std::nullopt, std::move(reason)};
}

}  // namespace autoj

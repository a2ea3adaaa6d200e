#include "judge/budget.h"

#include <algorithm>

#include <fmt/format.h>

#include "autoj/error.h"

namespace autoj {
namespace {

constexpr double kMillion = 1e6;
constexpr const char* kWithoutLimit = "go on without --max-cost, or with a server that tells them";

}  // namespace

Budget::Budget(std::optional<Price> price, std::optional<double> limit, const TokenTotals& so_far)
    : price_(price), limit_(limit), totals_(so_far) {
  if (limit_ && totals_.unknown > 0) {
    throw Error(ErrorKind::kInput,
                fmt::format("the tokens of {} answers of this run are not known, and so is not "
                            "what they cost; {}",
                            totals_.unknown, kWithoutLimit));
  }
}

void Budget::Add(const Judgment& judgment) {
  if (judgment.finish == Finish::kTooLong && judgment.completion_tokens.value_or(0) == 0) {
    return;
  }
  totals_.prompt += judgment.prompt_tokens.value_or(0);
  totals_.cached += judgment.cached_tokens.value_or(0);
  totals_.completion += judgment.completion_tokens.value_or(0);
  bool answered = judgment.finish == Finish::kStop || judgment.finish == Finish::kLength;
  if (!answered || (judgment.prompt_tokens && judgment.completion_tokens)) {
    return;
  }
  ++totals_.unknown;
  if (limit_) {
    throw Error(ErrorKind::kModel,
                fmt::format("an answer came without its token counts: its cost is not known; the "
                            "run is kept, {}",
                            kWithoutLimit));
  }
}

bool Budget::IsSpent() const {
  std::optional<Cost> so_far = cost();
  return limit_ && so_far && so_far->Total() >= *limit_;
}

std::optional<Cost> Budget::cost() const {
  if (!price_ || totals_.unknown > 0) {
    return std::nullopt;
  }
  int64_t cached = std::min(totals_.cached, totals_.prompt);
  return Cost{(static_cast<double>(totals_.prompt - cached) * price_->prompt +
               static_cast<double>(cached) * price_->cached) /
                  kMillion,
              static_cast<double>(totals_.completion) * price_->completion / kMillion};
}

}  // namespace autoj

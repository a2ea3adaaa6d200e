#include "judge/run_limits.h"

#include <map>
#include <string>

#include <fmt/format.h>

namespace autoj {
namespace {

constexpr int kServersAreGone = 20;

}  // namespace

std::optional<Price> FindPrice(const JudgeOptions& options, const EngineInfo& info,
                               JudgeObserver& observer) {
  if (options.prices.empty()) {
    if (options.max_cost) {
      throw Error(ErrorKind::kUsage, "--max-cost needs --prices: what tokens cost");
    }
    return std::nullopt;
  }
  PriceList list(options.prices);
  std::optional<Price> price = list.Find(info.model);
  if (!price && options.max_cost) {
    throw Error(ErrorKind::kInput, list.Missing(info.model));
  }
  if (!price) {
    observer.Warn(list.Missing(info.model));
  }
  return price;
}

RunLimits::RunLimits(const JudgeOptions& options, const EngineInfo& info,
                     const std::optional<Price>& price, const RunStore& store)
    : max_failures_(options.max_failures.value_or(info.is_remote ? kServersAreGone : 0)),
      failure_(info.is_remote ? ErrorKind::kRemote : ErrorKind::kModel),
      has_price_(price.has_value()),
      budget_(price, options.max_cost, store.SumTokens()) {}

void RunLimits::Count(const Judgment& judgment) {
  budget_.Add(judgment);
  failures_ = judgment.verdict.outcome == Outcome::kFailed ? failures_ + 1 : 0;
  if (max_failures_ > 0 && failures_ >= max_failures_) {
    throw Error(failure_,
                fmt::format("{} judgments failed in a row ({}); the run is kept, the same command "
                            "goes on with it",
                            failures_, judgment.verdict.reason));
  }
}

std::optional<Cost> RunLimits::KeepTotals(RunStore& store, JudgeObserver& observer) const {
  std::map<std::string, std::string> facts = {
      {"prompt_tokens", std::to_string(budget_.totals().prompt)},
      {"completion_tokens", std::to_string(budget_.totals().completion)}};
  std::optional<Cost> cost = budget_.cost();
  if (has_price_) {
    facts["cost"] = cost ? fmt::format("{:.6f}", cost->Total()) : "unknown";
  }
  if (has_price_ && !cost) {
    observer.Warn(fmt::format(
        "{} answers came without their token counts: what the run has cost is not known",
        budget_.totals().unknown));
  }
  store.ChangeFacts(facts);
  return cost;
}

}  // namespace autoj

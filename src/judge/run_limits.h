#pragma once

#include <optional>

#include "autoj/engine.h"
#include "autoj/error.h"
#include "autoj/judge.h"
#include "judge/budget.h"
#include "judge/price_list.h"
#include "judge/run_store.h"

namespace autoj {

/// The price of a model's tokens by the options' list; nothing where it has none, which is told.
/// Throws Error(kUsage) for a limit without a list, Error(kInput) for one without this price.
std::optional<Price> FindPrice(const JudgeOptions& options, const EngineInfo& info,
                               JudgeObserver& observer);

/// When a run ends before all is done: too many answers failed in a row, or too much was spent. One
/// thread at a time.
class RunLimits {
 public:
  /// What the options say for an engine's run, with what that has used so far. Throws as Budget
  /// does.
  RunLimits(const JudgeOptions& options, const EngineInfo& info, const std::optional<Price>& price,
            const RunStore& store);

  /// Counts an answer that is kept. Throws Error (kRemote, of a local engine kModel) where too many
  /// failed in a row, and as Budget::Add does.
  void Count(const Judgment& judgment);

  bool MayBegin() const { return !budget_.IsSpent(); }

  /// Keeps what the run has used, for those who read its manifest; gives what that cost. A cost
  /// that cannot be known is told.
  std::optional<Cost> KeepTotals(RunStore& store, JudgeObserver& observer) const;

 private:
  int max_failures_;  // 0: never
  ErrorKind failure_;
  bool has_price_;
  Budget budget_;
  int failures_ = 0;
};

}  // namespace autoj

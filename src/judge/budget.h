#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "autoj/judge.h"
#include "autoj/judgment.h"
#include "judge/price_list.h"

namespace autoj {

/// The tokens of many judgments: sums of what is known. A prompt that did not fit was not read,
/// unless a text was written first.
struct TokenTotals {
  int64_t prompt = 0;
  int64_t cached = 0;  ///< Of the prompts', those from the servers' cache.
  int64_t completion = 0;
  size_t unknown = 0;  ///< Answers whose tokens are not known.
};

/// What a run has cost, and what it may cost. One thread at a time.
class Budget {
 public:
  /// No price: nothing has a cost. No limit: it may cost anything. Throws Error(kInput) where there
  /// is a limit, and the tokens so far are not all known.
  Budget(std::optional<Price> price, std::optional<double> limit, const TokenTotals& so_far);

  /// Throws Error(kModel) where there is a limit, and the judgment's tokens are not known.
  void Add(const Judgment& judgment);

  /// Whether the limit is reached.
  bool IsSpent() const;

  /// Nothing without a price, and where the tokens are not all known.
  std::optional<Cost> cost() const;
  const TokenTotals& totals() const { return totals_; }

 private:
  std::optional<Price> price_;
  std::optional<double> limit_;
  TokenTotals totals_;
};

}  // namespace autoj

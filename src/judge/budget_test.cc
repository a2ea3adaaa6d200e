#include "judge/budget.h"

#include <gtest/gtest.h>

#include "autoj/error.h"

namespace autoj {
namespace {

constexpr Price kPrice{2, 0.5, 10};

Judgment Answered(std::optional<int> prompt, std::optional<int> cached,
                  std::optional<int> completion) {
  Judgment judgment;
  judgment.finish = Finish::kStop;
  judgment.prompt_tokens = prompt;
  judgment.cached_tokens = cached;
  judgment.completion_tokens = completion;
  return judgment;
}

TEST(Budget, CachedTokensHaveAPriceOfTheirOwn) {
  Budget budget(kPrice, std::nullopt, {1000000, 0, 0, 0});
  budget.Add(Answered(1000000, 400000, 100000));
  EXPECT_DOUBLE_EQ(budget.cost()->prompt, 2 + 0.6 * 2 + 0.4 * 0.5);
  EXPECT_DOUBLE_EQ(budget.cost()->completion, 1);
  EXPECT_FALSE(budget.IsSpent());
}

TEST(Budget, IsSpentWhereTheLimitIsReached) {
  Budget budget(kPrice, 3.0, {});
  budget.Add(Answered(1000000, std::nullopt, 0));
  EXPECT_FALSE(budget.IsSpent());
  budget.Add(Answered(500000, std::nullopt, 0));
  EXPECT_TRUE(budget.IsSpent());
  EXPECT_TRUE(Budget(kPrice, 0.0, {}).IsSpent());
}

TEST(Budget, WithoutAPriceNothingHasACost) {
  Budget budget(std::nullopt, std::nullopt, {});
  budget.Add(Answered(7, std::nullopt, 3));
  EXPECT_FALSE(budget.cost());
  EXPECT_EQ(budget.totals().prompt, 7);
  EXPECT_EQ(budget.totals().completion, 3);
}

TEST(Budget, OnlyAnswersMustTellTheirTokens) {
  Budget budget(kPrice, 3.0, {});
  Judgment failed;
  failed.finish = Finish::kError;
  budget.Add(failed);
  Judgment too_long = Answered(9000, std::nullopt, std::nullopt);
  too_long.finish = Finish::kTooLong;  // measured, never read
  budget.Add(too_long);
  EXPECT_DOUBLE_EQ(budget.cost()->Total(), 0);
  EXPECT_THROW(budget.Add(Answered(5, std::nullopt, std::nullopt)), Error);
  EXPECT_THROW(Budget(kPrice, 3.0, {0, 0, 0, 1}), Error);
  EXPECT_FALSE(Budget(kPrice, std::nullopt, {0, 0, 0, 1}).IsSpent());
}

TEST(Budget, ATextWhoseDecisionDidNotFitWasWritten) {
  Budget budget(kPrice, std::nullopt, {});
  Judgment judgment = Answered(1000000, std::nullopt, 100000);
  judgment.finish = Finish::kTooLong;
  budget.Add(judgment);
  EXPECT_DOUBLE_EQ(budget.cost()->Total(), 3);
}

TEST(Budget, ACostOfWhichAPartIsNotKnownIsNotKnown) {
  Budget budget(kPrice, std::nullopt, {});
  budget.Add(Answered(5, std::nullopt, std::nullopt));
  EXPECT_FALSE(budget.cost());
  EXPECT_EQ(budget.totals().unknown, 1u);
}

}  // namespace
}  // namespace autoj

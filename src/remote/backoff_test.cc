#include "remote/backoff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <climits>
#include <set>
#include <vector>

namespace autoj {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr TimePoint kStart{hours(1)};

TEST(Backoff, StepsDoubleUpToTheMost) {
  Backoff backoff(milliseconds(500), seconds(60), 1);
  for (int round = 0; round < 200; ++round) {
    Duration step = milliseconds(500);
    for (int failures = 1; failures <= 12; ++failures) {
      Duration wait = backoff.Next(failures);
      EXPECT_GE(wait, step / 4) << failures;
      EXPECT_LE(wait, step) << failures;
      step = std::min<Duration>(2 * step, seconds(60));
    }
  }
}

TEST(Backoff, JitterFillsTheWholeStep) {
  Backoff backoff(seconds(1), seconds(60), 7);
  std::vector<double> waits(4000);
  for (double& wait : waits) {
    wait = std::chrono::duration<double>(backoff.Next(4)).count();
  }
  auto [least, most] = std::minmax_element(waits.begin(), waits.end());
  EXPECT_NEAR(*least, 2, 0.05);
  EXPECT_NEAR(*most, 8, 0.05);
  double sum = 0;
  for (double wait : waits) {
    sum += wait;
  }
  EXPECT_NEAR(sum / 4000, 5, 0.15);
}

TEST(Backoff, ASeedGivesTheSameWaits) {
  Backoff one(seconds(1), seconds(60), 3);
  Backoff same(seconds(1), seconds(60), 3);
  Backoff other(seconds(1), seconds(60), 4);
  std::set<Duration> waits;
  for (int i = 0; i < 10; ++i) {
    Duration wait = one.Next(1);
    EXPECT_EQ(wait, same.Next(1));
    EXPECT_NE(wait, other.Next(1));
    waits.insert(wait);
  }
  EXPECT_EQ(waits.size(), 10u);
}

TEST(Backoff, NoNumberOfFailuresOverflows) {
  Backoff backoff(hours(1), hours(2), 1);
  for (int failures : {INT_MIN, -1, 0, 1}) {
    EXPECT_LE(backoff.Next(failures), hours(1)) << failures;
  }
  for (int failures : {2, 63, 64, 1000, INT_MAX}) {
    EXPECT_GE(backoff.Next(failures), hours(2) / 4) << failures;
    EXPECT_LE(backoff.Next(failures), hours(2)) << failures;
  }
  EXPECT_LE(Backoff(seconds(9), seconds(4), 1).Next(1), seconds(4));
  EXPECT_EQ(Backoff(Duration::zero(), seconds(4), 1).Next(INT_MAX), Duration::zero());
}

TEST(RetryBudget, TheReserveGoesAtOnceThenOneInSlow) {
  RetryBudget budget(3, 0.1, seconds(2));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(budget.Take(kStart), kStart);
  }
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(budget.Take(kStart), kStart + i * seconds(2)) << i;
  }
}

TEST(RetryBudget, AnExhaustedOneStillGivesOneInSlow) {
  RetryBudget budget(1, 0, seconds(2));
  EXPECT_EQ(budget.Take(kStart), kStart);
  // One failure after another, each soon after the retry before: the pace is `slow`, not slower.
  TimePoint now = kStart;
  int retries = 0;
  while (now < kStart + seconds(60)) {
    now = budget.Take(now + milliseconds(100));
    ++retries;
  }
  EXPECT_EQ(retries, 31);
  // Long idle: the next one need not wait, the one after it must.
  EXPECT_EQ(budget.Take(now + hours(1)), now + hours(1));
  EXPECT_EQ(budget.Take(now + hours(1)), now + hours(1) + seconds(2));
}

TEST(RetryBudget, SuccessesPayForAShare) {
  RetryBudget budget(5, 0.1, seconds(2));
  TimePoint now = kStart;
  int at_once = 0;
  int later = 0;
  for (int i = 0; i < 1000; ++i) {
    budget.Succeeded();
    ++(budget.Take(now) == now ? at_once : later);
  }
  EXPECT_NEAR(at_once, 5 + 1000 * 0.1 + 1, 1.01);  // and the first of the slow ones
  EXPECT_EQ(at_once + later, 1000);
}

TEST(RetryBudget, TenTenthsAreOneRetry) {
  RetryBudget budget(0, 0.1, seconds(2));
  EXPECT_EQ(budget.Take(kStart), kStart);  // the first of the slow ones
  for (int i = 0; i < 9; ++i) {
    budget.Succeeded();
  }
  EXPECT_EQ(budget.Take(kStart), kStart + seconds(2));
  budget.Succeeded();
  EXPECT_EQ(budget.Take(kStart), kStart);
  EXPECT_EQ(budget.Take(kStart), kStart + seconds(4));
}

TEST(RetryBudget, NoMoreThanTheReserveIsSaved) {
  RetryBudget budget(4, 0.5, seconds(2));
  for (int i = 0; i < 100'000; ++i) {
    budget.Succeeded();
  }
  int at_once = 0;
  while (budget.Take(kStart) == kStart) {
    ++at_once;
  }
  EXPECT_EQ(at_once, 4 + 1);
}

}  // namespace
}  // namespace autoj

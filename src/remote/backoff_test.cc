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

// As many retries as may go at `now`.
int TakeAll(RetryBudget& budget, TimePoint now) {
  int taken = 0;
  while (budget.When(now) == now && taken < 1'000'000) {
    budget.Take(now);
    ++taken;
  }
  return taken;
}

TEST(RetryBudget, TheReserveGoesAtOnceThenOneInSlow) {
  RetryBudget budget(3, 0.1, seconds(2));
  EXPECT_FALSE(budget.IsSpent());
  EXPECT_EQ(TakeAll(budget, kStart), 3 + 1);  // and the first of the slow ones
  EXPECT_TRUE(budget.IsSpent());
  for (int i = 1; i < 100; ++i) {
    TimePoint turn = kStart + i * seconds(2);
    EXPECT_EQ(budget.When(turn - milliseconds(1)), turn);
    EXPECT_EQ(TakeAll(budget, turn), 1) << i;
  }
  // Long idle: the next one need not wait, the one after it must.
  EXPECT_EQ(TakeAll(budget, kStart + hours(1)), 1);
  EXPECT_EQ(budget.When(kStart + hours(1)), kStart + hours(1) + seconds(2));
}

TEST(RetryBudget, SuccessesPayForAShare) {
  RetryBudget budget(5, 0.1, seconds(2));
  int taken = 0;
  for (int i = 0; i < 1000; ++i) {
    budget.Succeeded();
    taken += TakeAll(budget, kStart);
  }
  EXPECT_NEAR(taken, 5 + 1000 * 0.1 + 1, 1.01);
}

TEST(RetryBudget, TenTenthsAreOneRetry) {
  RetryBudget budget(0, 0.1, seconds(2));
  EXPECT_EQ(TakeAll(budget, kStart), 1);  // the first of the slow ones
  for (int i = 0; i < 9; ++i) {
    budget.Succeeded();
  }
  EXPECT_EQ(TakeAll(budget, kStart), 0);
  budget.Succeeded();
  EXPECT_EQ(TakeAll(budget, kStart), 1);
}

TEST(RetryBudget, NoMoreThanTheReserveIsSaved) {
  RetryBudget budget(4, 0.5, seconds(2));
  for (int i = 0; i < 100'000; ++i) {
    budget.Succeeded();
  }
  EXPECT_EQ(TakeAll(budget, kStart), 4 + 1);
}

// A debt says nothing about a server that is well again: rounds of a tenth of a second, in which
// all retries that go succeed.
TEST(RetryBudget, SuccessesFreeWhatWaitsWithinAFewRounds) {
  RetryBudget budget(100, 2, seconds(1));
  TakeAll(budget, kStart);
  int waiting = 3000;
  TimePoint now = kStart + seconds(1);
  int rounds = 0;
  for (; waiting > 0; ++rounds) {
    int gone = std::min(waiting, TakeAll(budget, now));
    waiting -= gone;
    for (int i = 0; i < gone; ++i) {
      budget.Succeeded();
    }
    now += milliseconds(100);
  }
  EXPECT_LT(rounds, 40);
}

}  // namespace
}  // namespace autoj

#include "remote/rate_limit.h"

#include <gtest/gtest.h>

#include <deque>
#include <random>

namespace autoj {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr TimePoint kStart{hours(1)};

TEST(RateLimit, ZeroIsNoLimit) {
  RateLimit limit(0);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(limit.When(1e9, kStart), kStart);
    limit.Take(1e9, kStart);
  }
}

TEST(RateLimit, ABurstOfTenSecondsThenTheRate) {
  RateLimit limit(600);
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(limit.When(1, kStart), kStart) << i;
    limit.Take(1, kStart);
  }
  EXPECT_EQ(limit.When(1, kStart), kStart + milliseconds(100));
  EXPECT_EQ(limit.When(50, kStart), kStart + seconds(5));
  EXPECT_EQ(limit.When(1, kStart + milliseconds(60)), kStart + milliseconds(100));
}

TEST(RateLimit, WhatWhenPromisesIsThere) {
  std::mt19937_64 random(5);
  for (double per_minute : {0.1, 1.0, 7.0, 600.0, 1e5, 3e9}) {
    RateLimit limit(per_minute);
    std::uniform_real_distribution<double> units(0, per_minute / 4);
    TimePoint now = kStart;
    for (int i = 0; i < 2000; ++i) {
      double wanted = units(random);
      TimePoint when = limit.When(wanted, now);
      ASSERT_GE(when, now);
      ASSERT_EQ(limit.When(wanted, when), when) << per_minute << ", " << i;
      ASSERT_TRUE(when == now || limit.When(wanted, when - (when - now) / 10) >= when);
      limit.Take(wanted, when);
      now = when;
    }
  }
}

TEST(RateLimit, NoPromiseIsBrokenByRounding) {
  for (int per_minute = 1; per_minute < 1000; ++per_minute) {
    RateLimit limit(per_minute);
    limit.Take(per_minute / 6.0, kStart);
    TimePoint now = kStart;
    for (int units : {1, 3, 4, 1, 3, 4}) {
      TimePoint when = limit.When(units, now);
      ASSERT_EQ(limit.When(units, when), when) << per_minute;
      limit.Take(units, when);
      now = when;
    }
  }
}

TEST(RateLimit, NoMinuteHasMoreThanTheRateAndTheBurst) {
  RateLimit limit(600);
  std::deque<TimePoint> last;
  size_t most = 0;
  int all = 0;
  for (TimePoint now = kStart; now < kStart + minutes(10); ++all) {
    now = limit.When(1, now);
    limit.Take(1, now);
    last.push_back(now);
    while (last.front() <= now - minutes(1)) {
      last.pop_front();
    }
    most = std::max(most, last.size());
  }
  EXPECT_LE(most, 700u);
  EXPECT_NEAR(all, 6100, 1);
}

TEST(RateLimit, MoreThanTheBucketHoldsGoesWhenItIsFullAndIsPaidFor) {
  RateLimit limit(6000);  // 100 a second, 1000 at once
  EXPECT_EQ(limit.When(5000, kStart), kStart);
  limit.Take(5000, kStart);
  EXPECT_EQ(limit.When(0, kStart), kStart + seconds(40));
  EXPECT_EQ(limit.When(1, kStart), kStart + milliseconds(40'010));
  EXPECT_EQ(limit.When(5000, kStart), kStart + seconds(50));
}

TEST(RateLimit, LessThanOneAtOnceStillGivesTheRate) {
  RateLimit limit(2);  // the bucket holds a third of a request
  TimePoint now = kStart;
  for (int i = 0; i < 21; ++i) {
    now = limit.When(1, now);
    limit.Take(1, now);
  }
  EXPECT_NEAR(std::chrono::duration<double>(now - kStart).count(), 600, 0.001);
}

TEST(RateLimit, WhatIsGivenBackIsThereAgainButNoMoreThanTheBucketHolds) {
  RateLimit limit(600);
  limit.Take(100, kStart);
  limit.Correct(30);
  EXPECT_EQ(limit.When(30, kStart), kStart);
  EXPECT_EQ(limit.When(31, kStart), kStart + milliseconds(100));
  limit.Correct(1000);
  limit.Take(100, kStart);
  EXPECT_EQ(limit.When(1, kStart), kStart + milliseconds(100));
}

TEST(RateLimit, WhatIsTakenLaterCountsAlsoWhereTheBucketHasFilledSince) {
  RateLimit limit(600);
  limit.Take(10, kStart);
  TimePoint later = kStart + minutes(5);
  limit.Take(60, later);
  EXPECT_EQ(limit.When(40, later), later);
  EXPECT_EQ(limit.When(50, later), later + seconds(1));
}

TEST(RateLimit, AWaitOfAgesDoesNotOverflow) {
  RateLimit limit(1e-9);
  limit.Take(1e9, kStart);
  EXPECT_GE(limit.When(1, kStart), kStart + hours(1));
  EXPECT_LE(limit.When(1, kStart), kStart + hours(100));
}

}  // namespace
}  // namespace autoj

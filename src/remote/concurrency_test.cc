#include "remote/concurrency.h"

#include <gtest/gtest.h>

namespace autoj {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr TimePoint kStart{hours(1)};

// A round: as many requests as the limit allows begin together and succeed together, a second
// later.
TimePoint FullRound(Concurrency& level, TimePoint now) {
  TimePoint end = now + seconds(1);
  for (int in_flight = level.Limit(); in_flight > 0; --in_flight) {
    level.Succeeded(now, in_flight, end);
  }
  return end;
}

// One that has met an overload, and its limit is `limit`.
Concurrency Settled(int limit) {
  Concurrency level(2 * limit, 256);
  level.Overloaded(kStart, kStart);
  return level;
}

TEST(Concurrency, ARoundThatUsesTheLimitDoublesItUntilTheFirstOverload) {
  Concurrency level(1, 256);
  TimePoint now = kStart;
  for (int limit = 1; limit <= 64; limit *= 2) {
    EXPECT_EQ(level.Limit(), limit);
    now = FullRound(level, now);
  }
  level.Overloaded(now, now);
  EXPECT_EQ(level.Limit(), 64);
  now = FullRound(level, now);
  EXPECT_EQ(level.Limit(), 65);
}

TEST(Concurrency, AfterAnOverloadARoundThatUsesTheLimitAddsOne) {
  Concurrency level = Settled(1);
  TimePoint now = kStart;
  for (int limit = 1; limit < 100; ++limit) {
    EXPECT_EQ(level.Limit(), limit);
    now = FullRound(level, now);
  }
}

TEST(Concurrency, AStreamThatUsesTheLimitAddsOneARound) {
  Concurrency level = Settled(8);
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(level.Limit(), 8);
    level.Succeeded(kStart + i * milliseconds(100), 8, kStart + i * milliseconds(100) + seconds(1));
  }
  EXPECT_EQ(level.Limit(), 9);
}

TEST(Concurrency, WhatDoesNotUseTheLimitAddsNothing) {
  Concurrency level = Settled(8);
  for (int i = 0; i < 1000; ++i) {
    level.Succeeded(kStart + i * seconds(1), 7, kStart + (i + 1) * seconds(1));
  }
  EXPECT_EQ(level.Limit(), 8);
  // Used once: the round that was there then counts, those after it do not.
  TimePoint now = FullRound(level, kStart + hours(1));
  EXPECT_EQ(level.Limit(), 9);
  for (int i = 1; i < 1000; ++i) {
    level.Succeeded(now + i * seconds(1), 7, now + (i + 1) * seconds(1));
  }
  EXPECT_EQ(level.Limit(), 9);
}

TEST(Concurrency, NeverAboveTheMostNorBelowOne) {
  Concurrency level(8, 10);
  TimePoint now = kStart;
  for (int i = 0; i < 50; ++i) {
    now = FullRound(level, now);
  }
  EXPECT_EQ(level.Limit(), 10);
  for (int i = 0; i < 50; ++i) {
    now += seconds(1);
    level.Overloaded(now, now);
  }
  EXPECT_EQ(level.Limit(), 1);
  EXPECT_EQ(Concurrency(8, 4).Limit(), 4);
  EXPECT_EQ(Concurrency(0, 0).Limit(), 1);
}

TEST(Concurrency, AnOverloadHalvesOnceARoundTrip) {
  Concurrency level(64, 256);
  TimePoint met = kStart + milliseconds(50);
  for (int i = 0; i < 20; ++i) {  // of one burst
    level.Overloaded(kStart + i * milliseconds(1), met + i * milliseconds(1));
  }
  EXPECT_EQ(level.Limit(), 32);
  level.Overloaded(met, met + milliseconds(100));  // begun at the new limit
  EXPECT_EQ(level.Limit(), 16);
}

TEST(Concurrency, SuccessesFromBeforeAnOverloadDoNotRaiseWhatItLowered) {
  Concurrency level(16, 256);
  level.Overloaded(kStart, kStart + milliseconds(50));
  EXPECT_EQ(level.Limit(), 8);
  for (int in_flight = 15; in_flight > 0; --in_flight) {
    level.Succeeded(kStart, in_flight, kStart + seconds(1));
  }
  EXPECT_EQ(level.Limit(), 8);
  FullRound(level, kStart + seconds(1));
  EXPECT_EQ(level.Limit(), 9);
}

}  // namespace
}  // namespace autoj

#include "remote/fleet.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace autoj {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::optional<size_t> kNone;

class FleetTest : public testing::Test {
 protected:
  void Make(const FleetOptions& options) { fleet_.emplace(options); }
  Fleet& Get() { return *fleet_; }

  std::optional<size_t> Choose(size_t group) { return fleet_->Choose(group, 100, now_); }
  // Begins a request of `group` where the fleet wants it.
  size_t Begin(size_t group) {
    std::optional<size_t> endpoint = Choose(group);
    EXPECT_TRUE(endpoint.has_value()) << "group " << group;
    fleet_->Began(endpoint.value_or(0), group, 100, now_);
    return endpoint.value_or(0);
  }
  void End(size_t endpoint, size_t group, EndpointSign sign, Duration retry_after = {}) {
    EndBegunAt(now_, endpoint, group, sign, retry_after);
  }
  void EndBegunAt(TimePoint began, size_t endpoint, size_t group, EndpointSign sign,
                  Duration retry_after = {}) {
    fleet_->Ended({.endpoint = endpoint,
                   .group = group,
                   .sign = sign,
                   .retry_after = retry_after,
                   .began = began,
                   .expected_tokens = 100,
                   .tokens = 100},
                  now_);
  }
  // A request of its own, sent to `endpoint` whatever the fleet thinks.
  void Exchange(size_t endpoint, EndpointSign sign) {
    fleet_->Began(endpoint, 999, 100, now_);
    End(endpoint, 999, sign);
    fleet_->Forget(999);
  }
  void TakeOut(size_t endpoint) {
    for (int i = 0; i < 5; ++i) {
      Exchange(endpoint, EndpointSign::kGone);
    }
  }
  void BringBack(size_t endpoint) {
    now_ += minutes(1);
    ASSERT_EQ(fleet_->CheckDue(now_), endpoint);
    fleet_->Checked(endpoint, true, now_);
  }

  TimePoint now_{hours(1)};
  std::optional<Fleet> fleet_;
};

TEST_F(FleetTest, OpenersGoToTheMostRoomRelativeToTheLimit) {
  Make({.endpoints = 3});
  std::map<size_t, int> openers;
  for (size_t group = 0; group < 12; ++group) {
    ++openers[Begin(group)];
  }
  EXPECT_EQ(openers, (std::map<size_t, int>{{0, 4}, {1, 4}, {2, 4}}));
  // Endpoint 1 wants less: half a limit gets half as many.
  End(1, 1, EndpointSign::kOverloaded);
  ASSERT_EQ(Get().Limit(1), 4);
  ASSERT_EQ(Get().InFlight(1), 3);
  EXPECT_NE(Choose(12), 1u) << "a quarter of 4 is free there, though fewest are in flight";
  std::map<size_t, int> more;
  for (size_t group = 12; group < 12 + 9; ++group) {
    ++more[Begin(group)];
  }
  EXPECT_EQ(more, (std::map<size_t, int>{{0, 4}, {1, 1}, {2, 4}}));
  EXPECT_FALSE(Get().HasRoom(now_));
  EXPECT_EQ(Choose(99), kNone);
}

TEST_F(FleetTest, IdleEndpointsTakeTurns) {
  Make({.endpoints = 3});
  std::vector<size_t> order;
  for (size_t group = 0; group < 6; ++group) {
    order.push_back(Begin(group));
    End(order.back(), group, EndpointSign::kGood);
  }
  EXPECT_EQ(order, (std::vector<size_t>{0, 1, 2, 0, 1, 2}));
}

TEST_F(FleetTest, AGroupWaitsForItsOpenerThenFollowsIt) {
  Make({.endpoints = 3});
  size_t home = Begin(7);
  EXPECT_EQ(Choose(7), kNone);
  EXPECT_TRUE(Get().HasRoom(now_));
  Get().Answering((home + 1) % 3, 7);  // not its endpoint
  EXPECT_EQ(Choose(7), kNone);
  Get().Answering(home, 7);
  for (int i = 0; i < 7; ++i) {
    EXPECT_EQ(Begin(7), home);
  }
  EXPECT_EQ(Choose(7), kNone) << "full, and the others' caches do not hold the prefix";
  EXPECT_NE(Choose(8), home);
  End(home, 7, EndpointSign::kGood);
  EXPECT_EQ(Choose(7), home);
}

TEST_F(FleetTest, AnOpenerThatEndedWellOpensItsGroup) {
  Make({.endpoints = 2});
  size_t home = Begin(7);
  End(home, 7, EndpointSign::kGood);
  Exchange(home, EndpointSign::kGood);
  EXPECT_EQ(Begin(7), home);
  EXPECT_EQ(Begin(7), home);
}

TEST_F(FleetTest, AfterAnOpenerThatFailedTheNextIsTheOpener) {
  for (EndpointSign sign :
       {EndpointSign::kOverloaded, EndpointSign::kFaulty, EndpointSign::kGone}) {
    Make({.endpoints = 2});
    size_t home = Begin(7);
    End(home, 7, sign);
    size_t next = Begin(7);
    EXPECT_NE(next, home);
    EXPECT_EQ(Choose(7), kNone) << "the new opener is not answered yet";
    Get().Answering(next, 7);
    EXPECT_EQ(Choose(7), next);
    // A follower that fails leaves the group where it is.
    EXPECT_EQ(Begin(7), next);
    End(next, 7, sign);
    EXPECT_EQ(Choose(7), next);
  }
}

TEST_F(FleetTest, AGroupLeavesAnEndpointThatIsOut) {
  Make({.endpoints = 2});
  size_t home = Begin(7);
  Get().Answering(home, 7);
  Begin(7);
  TakeOut(home);
  size_t next = Begin(7);
  EXPECT_EQ(next, 1 - home);
  EXPECT_EQ(Choose(7), kNone);
  End(home, 7, EndpointSign::kGone);  // what was there ends; the new opener is none the wiser
  EXPECT_EQ(Choose(7), kNone);
  Get().Answering(next, 7);
  End(home, 7, EndpointSign::kGone);
  EXPECT_EQ(Choose(7), next);
  BringBack(home);
  EXPECT_EQ(Choose(7), next) << "it stays where its prefix is";
}

TEST_F(FleetTest, AGroupOfAnEndpointThatReturnedHasAnOpenerAnew) {
  Make({.endpoints = 1});
  Begin(7);
  Get().Answering(0, 7);
  EXPECT_EQ(Choose(7), 0u);
  Get().Leave(0, now_);
  EXPECT_EQ(Choose(7), kNone);
  BringBack(0);
  EXPECT_EQ(Begin(7), 0u);
  EXPECT_EQ(Choose(7), kNone) << "a server that came back has an empty cache";
}

TEST_F(FleetTest, FaultsInARowTakeAnEndpointOutAndAGoodAnswerResetsThem) {
  Make({.endpoints = 2});
  for (int round = 0; round < 10; ++round) {
    Exchange(0, EndpointSign::kFaulty);
    Exchange(0, EndpointSign::kGone);
    Exchange(0, EndpointSign::kFaulty);
    Exchange(0, EndpointSign::kGone);
    EXPECT_FALSE(Get().IsOut(0));
    Exchange(0, EndpointSign::kGood);
  }
  for (int i = 0; i < 4; ++i) {
    Exchange(0, EndpointSign::kGone);
  }
  Exchange(0, EndpointSign::kOverloaded);  // neither a step nor a reset
  EXPECT_FALSE(Get().IsOut(0));
  Exchange(0, EndpointSign::kFaulty);
  EXPECT_TRUE(Get().IsOut(0));
  EXPECT_FALSE(Get().IsOut(1));
  for (size_t group = 0; group < 8; ++group) {
    EXPECT_EQ(Begin(group), 1u);
  }
  EXPECT_FALSE(Get().HasRoom(now_));
}

TEST_F(FleetTest, OverloadsNeverTakeAnEndpointOut) {
  Make({.endpoints = 1});
  for (int i = 0; i < 1000; ++i) {
    Exchange(0, EndpointSign::kOverloaded);
    now_ += seconds(1);
  }
  EXPECT_FALSE(Get().IsOut(0));
  EXPECT_EQ(Get().AllOutSince(), std::nullopt);
  EXPECT_EQ(Get().Limit(0), 1);
}

TEST_F(FleetTest, RetryAfterPausesTheEndpointAndMovesItsGroups) {
  Make({.endpoints = 2, .most = 8});
  size_t home = Begin(7);
  Get().Answering(home, 7);
  size_t other = Begin(8);
  End(other, 8, EndpointSign::kGood);
  size_t third = Begin(9);
  ASSERT_EQ(third, other);
  End(home, 7, EndpointSign::kOverloaded, seconds(30));
  EXPECT_FALSE(Get().IsOut(home));
  for (size_t group = 10; group < 17; ++group) {
    EXPECT_EQ(Begin(group), other);
  }
  EXPECT_FALSE(Get().HasRoom(now_));
  End(other, 10, EndpointSign::kGood);
  EXPECT_EQ(Begin(7), other) << "30 s are more than a cache is worth";
  End(other, 11, EndpointSign::kGood);
  EXPECT_TRUE(Get().HasRoom(now_));
  EXPECT_EQ(Choose(7), kNone) << "it has an opener anew";
  Begin(18);
  now_ += seconds(30) - milliseconds(1);
  EXPECT_FALSE(Get().HasRoom(now_));
  EXPECT_EQ(Get().NextChange(now_), now_ + milliseconds(1));
  now_ += milliseconds(1);
  EXPECT_EQ(Choose(20), home);
}

TEST_F(FleetTest, AGroupWaitsThroughAShortPause) {
  Make({.endpoints = 2});
  size_t home = Begin(7);
  Get().Answering(home, 7);
  size_t follower = Begin(7);
  End(follower, 7, EndpointSign::kOverloaded, seconds(1));
  EXPECT_EQ(Choose(7), kNone);
  EXPECT_EQ(Choose(8), 1 - home);
  now_ += seconds(1);
  EXPECT_EQ(Choose(7), home);
}

TEST_F(FleetTest, RetryAfterIsCappedAndTheLongestHolds) {
  Make({.endpoints = 1});
  Begin(1);
  Begin(2);
  Begin(3);
  End(0, 1, EndpointSign::kOverloaded, hours(20));
  End(0, 2, EndpointSign::kFaulty, seconds(1));
  End(0, 3, EndpointSign::kOverloaded, seconds(-5));
  now_ += minutes(10) - milliseconds(1);
  EXPECT_FALSE(Get().HasRoom(now_));
  now_ += milliseconds(1);
  EXPECT_TRUE(Get().HasRoom(now_));
}

TEST_F(FleetTest, OneRequestThatIsTooManyPausesTheEndpointLongerEachTime) {
  Make({.endpoints = 1, .start = 1, .first_check = seconds(1), .most_check = seconds(16)});
  Duration step = seconds(1);
  for (int i = 0; i < 8; ++i) {
    Begin(1);
    End(0, 1, EndpointSign::kOverloaded);
    EXPECT_FALSE(Get().HasRoom(now_ + step / 4 - milliseconds(1))) << i;
    EXPECT_TRUE(Get().HasRoom(now_ + step)) << i;
    now_ += step;
    step = std::min<Duration>(2 * step, seconds(16));
  }
  Exchange(0, EndpointSign::kGood);
  EXPECT_TRUE(Get().HasRoom(now_));
  Begin(1);
  End(0, 1, EndpointSign::kOverloaded);
  EXPECT_TRUE(Get().HasRoom(now_ + seconds(1))) << "a good answer resets the pauses";
  // Where the server says how long, that holds.
  now_ += seconds(1);
  Begin(1);
  End(0, 1, EndpointSign::kOverloaded, milliseconds(10));
  EXPECT_TRUE(Get().HasRoom(now_ + milliseconds(10)));
}

TEST_F(FleetTest, AnOverloadThatCanLowerTheLimitPausesNothing) {
  Make({.endpoints = 1});
  Exchange(0, EndpointSign::kOverloaded);
  EXPECT_EQ(Get().Limit(0), 4);
  EXPECT_TRUE(Get().HasRoom(now_));
}

TEST_F(FleetTest, AnOverloadBesideOthersPausesNothing) {
  Make({.endpoints = 1, .start = 2});
  Begin(1);
  Begin(2);
  End(0, 2, EndpointSign::kOverloaded);
  EXPECT_EQ(Get().Limit(0), 1);
  End(0, 1, EndpointSign::kGood);
  EXPECT_TRUE(Get().HasRoom(now_));
}

TEST_F(FleetTest, ChecksBackOffAndAreNotOfferedTwice) {
  Make({.endpoints = 2});
  EXPECT_EQ(Get().CheckDue(now_ + hours(1)), kNone);
  TakeOut(0);
  Duration step = milliseconds(250);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(Get().CheckDue(now_ + step / 4 - milliseconds(1)), kNone) << i;
    now_ += step;
    End(0, 1, EndpointSign::kGood);  // late, and no reason to check more often
    EXPECT_EQ(Get().CheckDue(now_), 0u) << i;
    EXPECT_EQ(Get().CheckDue(now_ + hours(1)), kNone) << "it is under way";
    EXPECT_EQ(Get().NextChange(now_), now_ + seconds(1)) << "only its end can change anything";
    now_ += seconds(3);
    Get().Checked(0, false, now_);
    EXPECT_TRUE(Get().IsOut(0));
    step = std::min<Duration>(2 * step, seconds(15));
  }
}

TEST_F(FleetTest, AllThatAreOutAreChecked) {
  Make({.endpoints = 3});
  TakeOut(0);
  TakeOut(2);
  now_ += minutes(1);
  EXPECT_EQ(Get().NextChange(now_), now_);
  EXPECT_EQ(Get().CheckDue(now_), 0u);
  EXPECT_EQ(Get().CheckDue(now_), 2u);
  EXPECT_EQ(Get().CheckDue(now_), kNone);
  Get().Checked(2, true, now_);
  EXPECT_TRUE(Get().IsOut(0));
  EXPECT_FALSE(Get().IsOut(2));
}

TEST_F(FleetTest, AnEndpointReturnsAtItsFirstConcurrencyWithoutItsPast) {
  Make({.endpoints = 1, .start = 4});
  TimePoint before = now_;
  for (int round = 0; round < 3; ++round) {
    int limit = Get().Limit(0);
    for (int i = 0; i < limit; ++i) {
      Begin(static_cast<size_t>(i));
    }
    for (int i = 0; i < limit; ++i) {
      End(0, static_cast<size_t>(i), EndpointSign::kGood);
    }
  }
  EXPECT_EQ(Get().Limit(0), 32);
  for (size_t group = 0; group < 6; ++group) {
    Begin(group);
  }
  Get().Leave(0, now_);
  End(0, 5, EndpointSign::kGood);
  EXPECT_TRUE(Get().IsOut(0)) << "a late answer is no health check";
  EXPECT_EQ(Get().InFlight(0), 5);
  BringBack(0);
  EXPECT_EQ(Get().Limit(0), 4);
  EXPECT_EQ(Get().InFlight(0), 0) << "what hangs since then takes no room";
  Begin(20);
  for (size_t group = 0; group < 5; ++group) {  // they break at last
    EndBegunAt(before, 0, group, EndpointSign::kGone);
  }
  EXPECT_FALSE(Get().IsOut(0));
  EXPECT_EQ(Get().InFlight(0), 1);
  End(0, 20, EndpointSign::kGood);
  EXPECT_EQ(Get().InFlight(0), 0);
}

TEST_F(FleetTest, OneThatPassesChecksAndFailsRequestsIsTriedLessAndLess) {
  Make({.endpoints = 1});
  int requests = 0;
  TimePoint end = now_ + minutes(10);
  while (now_ < end) {
    if (Get().CheckDue(now_)) {
      Get().Checked(0, true, now_);
    }
    while (Get().HasRoom(now_)) {
      Exchange(0, EndpointSign::kFaulty);
      ++requests;
    }
    now_ += milliseconds(10);
  }
  EXPECT_LE(requests, 5 * (600 / 3));  // checks every 4 to 15 s
  EXPECT_GE(requests, 5 * (600 / 15));
  BringBack(0);
  Exchange(0, EndpointSign::kGood);
  TakeOut(0);
  EXPECT_EQ(Get().CheckDue(now_ + milliseconds(250)), 0u) << "a good answer made it whole";
}

TEST_F(FleetTest, AllOutSinceTheLastOneLeft) {
  Make({.endpoints = 2});
  Get().Leave(0, now_);
  EXPECT_EQ(Get().AllOutSince(), std::nullopt);
  now_ += seconds(5);
  TimePoint last = now_;
  Get().Leave(1, now_);
  now_ += seconds(5);
  Get().Leave(0, now_);  // it is out already
  EXPECT_EQ(Get().AllOutSince(), last);
  now_ += seconds(5);
  ASSERT_EQ(Get().CheckDue(now_), 0u);
  Get().Checked(0, false, now_);
  EXPECT_EQ(Get().AllOutSince(), last);
  ASSERT_EQ(Get().CheckDue(now_), 1u);
  Get().Checked(1, true, now_);
  EXPECT_EQ(Get().AllOutSince(), std::nullopt);
}

TEST_F(FleetTest, RateLimitsHoldAllRequestsBack) {
  Make({.endpoints = 2, .start = 100, .requests_per_minute = 60});
  for (size_t group = 0; group < 10; ++group) {
    Begin(group);
  }
  EXPECT_EQ(Choose(10), kNone);
  EXPECT_FALSE(Get().HasRoom(now_));
  EXPECT_EQ(Get().NextChange(now_ + milliseconds(400)), now_ + seconds(1));
  now_ += seconds(1);
  EXPECT_TRUE(Get().HasRoom(now_));
  Begin(10);
  EXPECT_EQ(Choose(11), kNone);
}

TEST_F(FleetTest, TokensAreCorrectedWhenTheyAreKnown) {
  Make({.endpoints = 1, .start = 100, .tokens_per_minute = 6000});  // 1000 at once
  Fleet& fleet = Get();
  fleet.Began(0, 1, 900, now_);
  EXPECT_EQ(fleet.Choose(2, 100, now_), 0u);
  EXPECT_EQ(fleet.Choose(2, 200, now_), kNone);
  EXPECT_TRUE(fleet.HasRoom(now_));
  fleet.Ended({.endpoint = 0, .group = 1, .began = now_, .expected_tokens = 900, .tokens = 300},
              now_);
  EXPECT_EQ(fleet.Choose(2, 700, now_), 0u);
  EXPECT_EQ(fleet.Choose(2, 701, now_), kNone);
  // More than was expected: also where the bucket is full again by then.
  fleet.Began(0, 1, 700, now_);
  now_ += minutes(1);
  fleet.Ended({.endpoint = 0, .group = 1, .began = now_, .expected_tokens = 700, .tokens = 1800},
              now_);
  EXPECT_FALSE(fleet.HasRoom(now_)) << "100 are owed";
  EXPECT_TRUE(fleet.HasRoom(now_ + seconds(1)));
  EXPECT_EQ(fleet.Choose(2, 5000, now_ + seconds(10)), kNone);
  EXPECT_EQ(fleet.Choose(2, 5000, now_ + seconds(11)), 0u) << "it goes when the bucket is full";
}

TEST_F(FleetTest, NextChangeKnowsWhenThereAreTokensForOneMoreLikeTheLast) {
  Make({.endpoints = 1, .start = 200, .tokens_per_minute = 60'000});
  for (size_t group = 0; group < 100; ++group) {
    Begin(group);
  }
  EXPECT_EQ(Choose(100), kNone);
  EXPECT_EQ(Get().NextChange(now_), now_ + milliseconds(100));
  now_ += milliseconds(100);
  Begin(100);
}

TEST_F(FleetTest, OneThatOnlyDeniesIsBarredAndNotChecked) {
  Make({.endpoints = 2});
  for (int i = 0; i < 4; ++i) {
    Exchange(0, EndpointSign::kDenied);
  }
  EXPECT_FALSE(Get().IsOut(0));
  Exchange(0, EndpointSign::kDenied);
  EXPECT_TRUE(Get().IsOut(0));
  EXPECT_TRUE(Get().IsBarred(0));
  EXPECT_FALSE(Get().AreAllBarred());
  EXPECT_EQ(Get().CheckDue(now_ + hours(1)), kNone);
  EXPECT_EQ(Get().NextChange(now_ + hours(1)), now_ + hours(1) + seconds(1));
  EXPECT_FALSE(Get().HasOther({1}));
  Get().Bar(1, now_);
  EXPECT_TRUE(Get().AreAllBarred());
}

TEST_F(FleetTest, OneThatHasAnsweredIsNotBarredByDenials) {
  Make({.endpoints = 1});
  Exchange(0, EndpointSign::kGood);
  EXPECT_FALSE(Get().IsProven(0)) << "a good answer of another route says nothing of the model";
  Get().Began(0, 1, 100, now_);
  Get().Ended({.endpoint = 0, .group = 1, .began = now_, .is_proof = true}, now_);
  EXPECT_TRUE(Get().IsProven(0));
  for (int i = 0; i < 100; ++i) {
    Exchange(0, EndpointSign::kDenied);
  }
  EXPECT_FALSE(Get().IsOut(0));
  EXPECT_EQ(Get().Limit(0), 8) << "a denial is no overload, and no use of the limit";
}

TEST_F(FleetTest, WhatWasDeniedGoesElsewhereWhereverItsGroupIs) {
  Make({.endpoints = 2});
  size_t home = Begin(7);
  Get().Answering(home, 7);
  EXPECT_EQ(Get().Choose(7, 100, now_, {home}), 1 - home);
  EXPECT_EQ(Get().Choose(7, 100, now_, {0, 1}), kNone);
  EXPECT_EQ(Get().Choose(8, 100, now_, {home}), 1 - home);
  EXPECT_TRUE(Get().HasOther({home}));
  EXPECT_FALSE(Get().HasOther({0, 1}));
}

TEST_F(FleetTest, EachHasRoomOfItsOwn) {
  Make({.endpoints = 2, .start = 8});
  Get().Resize(0, 2, 2);
  Get().Resize(1, 16, 18);
  EXPECT_EQ(Get().Limit(0), 2);
  EXPECT_EQ(Get().Limit(1), 16);
  std::map<size_t, int> begun;
  for (size_t group = 0; group < 18; ++group) {
    ++begun[Begin(group)];
  }
  EXPECT_EQ(begun, (std::map<size_t, int>{{0, 2}, {1, 16}}));
  TakeOut(0);
  BringBack(0);
  EXPECT_EQ(Get().Limit(0), 2);
}

TEST_F(FleetTest, AForgottenGroupIsNew) {
  Make({.endpoints = 2});
  size_t home = Begin(7);
  Get().Answering(home, 7);
  End(home, 7, EndpointSign::kGood);
  Get().Forget(7);
  Get().Forget(7);
  Get().Answering(home, 7);  // too late: known no more
  EXPECT_EQ(Begin(7), 1 - home) << "the other one's turn";
  EXPECT_EQ(Choose(7), kNone);
}

}  // namespace
}  // namespace autoj

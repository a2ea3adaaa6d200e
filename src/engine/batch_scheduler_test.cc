#include "engine/batch_scheduler.h"

#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <random>

namespace autoj {
namespace {

using Step = BatchScheduler::Step;

std::vector<int32_t> Tokens(int32_t first, size_t count) {
  std::vector<int32_t> tokens(count);
  std::iota(tokens.begin(), tokens.end(), first);
  return tokens;
}

std::vector<int32_t> Join(std::vector<int32_t> a, const std::vector<int32_t>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// A KV cache that keeps tokens in place of keys and values, and checks every step against it.
class FakeCache {
 public:
  void Carry(const Step& step) {
    for (const auto& [from, to] : step.copies) {
      streams_[to] = streams_[from];
    }
    for (const auto& [slot, keep] : step.rollbacks) {
      ASSERT_LE(keep, streams_[slot].size());
      streams_[slot].resize(keep);
    }
    for (const auto& entry : step.entries) {
      ASSERT_EQ(static_cast<size_t>(entry.position), streams_[entry.slot].size());
      streams_[entry.slot].push_back(entry.token);
    }
  }
  const std::vector<int32_t>& Stream(int slot) { return streams_[slot]; }

 private:
  std::map<int, std::vector<int32_t>> streams_;
};

TEST(BatchScheduler, APromptIsDecodedAloneInChunks) {
  BatchScheduler scheduler(2, 8, 8);
  FakeCache cache;
  int a = scheduler.Start({0, Tokens(100, 10), 1});
  int b = scheduler.Start({0, Tokens(200, 3), 1});
  EXPECT_NE(a, b);
  EXPECT_FALSE(scheduler.HasFreeSlot());
  Step first = scheduler.Next();
  cache.Carry(first);
  EXPECT_EQ(first.entries.size(), 8u);
  EXPECT_TRUE(first.completed.empty());
  Step second = scheduler.Next();
  cache.Carry(second);
  EXPECT_EQ(second.entries.size(), 2u);
  EXPECT_EQ(second.completed, std::vector<int>{a});
  EXPECT_FALSE(second.entries[0].wants_row);
  EXPECT_TRUE(second.entries[1].wants_row);
  Step third = scheduler.Next();
  EXPECT_EQ(third.completed, std::vector<int>{b});
  EXPECT_TRUE(scheduler.Next().entries.empty());
}

TEST(BatchScheduler, AllSlotsDecodeTogether) {
  BatchScheduler scheduler(3, 64, 64);
  for (int32_t i = 0; i < 3; ++i) {
    scheduler.Start({0, Tokens(100 * i, 5), 1});
    scheduler.Next();
  }
  for (int slot = 0; slot < 3; ++slot) {
    scheduler.Continue(slot, {5, {7}, 1});
  }
  Step step = scheduler.Next();
  ASSERT_EQ(step.entries.size(), 3u);
  EXPECT_EQ(step.completed.size(), 3u);
  EXPECT_TRUE(step.rollbacks.empty());
  EXPECT_EQ(step.entries[2].position, 5);
}

TEST(BatchScheduler, RowsOfAFeedComeOutOfOneDecode) {
  BatchScheduler scheduler(1, 8, 8);
  scheduler.Start({0, Tokens(1, 9), 3});
  EXPECT_EQ(scheduler.Next().entries.size(), 6u);
  Step last = scheduler.Next();
  ASSERT_EQ(last.entries.size(), 3u);
  EXPECT_TRUE(last.entries[0].wants_row);
}

TEST(BatchScheduler, TheOtherOrderTakesOverTheQuery) {
  BatchScheduler scheduler(2, 512, 512);
  FakeCache cache;
  std::vector<int32_t> query = Tokens(1000, 100);
  int given = scheduler.Start({0, Join(query, Tokens(1, 50)), 1});
  int swapped = scheduler.Start({0, Join(query, Tokens(400, 50)), 1});
  cache.Carry(scheduler.Next());
  Step step = scheduler.Next();
  cache.Carry(step);
  ASSERT_EQ(step.copies.size(), 1u);
  EXPECT_EQ(step.copies[0].from, given);
  EXPECT_EQ(step.copies[0].to, swapped);
  EXPECT_EQ(step.entries.size(), 50u);
  EXPECT_EQ(cache.Stream(swapped), Join(query, Tokens(400, 50)));
}

TEST(BatchScheduler, AFreedSlotIsReusedWhereItsTextIsShared) {
  BatchScheduler scheduler(2, 512, 512);
  FakeCache cache;
  std::vector<int32_t> query = Tokens(1000, 10);
  int a = scheduler.Start({0, Join(query, Tokens(1, 50)), 1});
  cache.Carry(scheduler.Next());
  scheduler.Finish(a);
  int b = scheduler.Start({0, Join(query, Tokens(400, 5)), 1});
  EXPECT_EQ(b, a);
  Step step = scheduler.Next();
  cache.Carry(step);
  EXPECT_TRUE(step.copies.empty());
  ASSERT_EQ(step.rollbacks.size(), 1u);
  EXPECT_EQ(step.rollbacks[0].keep, 10u);
  EXPECT_EQ(cache.Stream(b), Join(query, Tokens(400, 5)));
}

TEST(BatchScheduler, TheSamePromptAgainDecodesItsLastTokenAnew) {
  BatchScheduler scheduler(1, 512, 512);
  scheduler.Start({0, Tokens(1, 40), 1});
  scheduler.Next();
  scheduler.Finish(0);
  scheduler.Start({0, Tokens(1, 40), 1});
  Step step = scheduler.Next();
  EXPECT_EQ(step.entries.size(), 1u);
  EXPECT_TRUE(step.entries[0].wants_row);
}

// Random sequences with shared prefixes, branches and rollbacks: whatever the scheduler shares,
// every stream must hold exactly what its sequence asked for.
TEST(BatchScheduler, StreamsAlwaysHoldWhatWasAskedFor) {
  std::mt19937 random(5);
  auto draw = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  BatchScheduler scheduler(4, 16, 16);
  FakeCache cache;
  struct Expected {
    std::vector<int32_t> tokens;
    int steps;
  };
  std::map<int, Expected> running;
  int started = 0;
  while (started < 300 || !running.empty()) {
    while (started < 300 && scheduler.HasFreeSlot()) {
      std::vector<int32_t> prompt =
          Join(Tokens(1000 * draw(0, 2), static_cast<size_t>(draw(1, 60))),
               Tokens(draw(1, 900), static_cast<size_t>(draw(1, 30))));
      int slot = scheduler.Start({0, prompt, 1});
      ASSERT_EQ(running.count(slot), 0u);
      running[slot] = {prompt, draw(0, 5)};
      ++started;
    }
    Step step = scheduler.Next();
    ASSERT_FALSE(step.entries.empty());
    ASSERT_LE(step.entries.size(), 16u);
    cache.Carry(step);
    for (int slot : step.completed) {
      Expected& expected = running.at(slot);
      ASSERT_EQ(cache.Stream(slot), expected.tokens);
      if (expected.steps-- == 0) {
        scheduler.Finish(slot);
        running.erase(slot);
        continue;
      }
      size_t keep = expected.tokens.size() - static_cast<size_t>(draw(0, 1));
      std::vector<int32_t> more = Tokens(draw(1, 90), static_cast<size_t>(draw(1, 9)));
      expected.tokens.resize(keep);
      expected.tokens = Join(expected.tokens, more);
      scheduler.Continue(slot, {keep, more, 1});
    }
  }
}

TEST(BatchScheduler, AStepAsksForNoMoreRowsThanItMay) {
  BatchScheduler scheduler(3, 64, 4);
  for (int32_t i = 0; i < 3; ++i) {
    scheduler.Start({0, Tokens(100 * i, 5), 1});
    scheduler.Next();
  }
  for (int slot = 0; slot < 3; ++slot) {
    scheduler.Continue(slot, {5, {7, 8}, 2});
  }
  EXPECT_EQ(scheduler.Next().completed, (std::vector<int>{0, 1}));
  EXPECT_EQ(scheduler.Next().completed, std::vector<int>{2});
}

}  // namespace
}  // namespace autoj

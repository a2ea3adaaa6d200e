#include "judge/shard.h"

#include <gtest/gtest.h>

#include "autoj/error.h"

namespace autoj {
namespace {

Item MakeItem(int number) {
  Item item;
  item.id = std::to_string(number);
  item.query = "question " + std::to_string(number);
  item.responses = {"x", "y"};
  item.line = "in:" + item.id;
  return item;
}

TEST(Shard, EveryItemIsInOneAndTheyAreAboutAlike) {
  constexpr size_t kShards = 4;
  size_t counts[kShards] = {};
  for (int i = 0; i < 2000; ++i) {
    size_t owners = 0;
    for (size_t shard = 0; shard < kShards; ++shard) {
      bool in = IsInShard(MakeItem(i), {shard + 1, kShards});
      owners += in ? 1u : 0u;
      counts[shard] += in ? 1u : 0u;
    }
    ASSERT_EQ(owners, 1u) << i;
  }
  for (size_t count : counts) {
    EXPECT_NEAR(static_cast<double>(count), 500, 100);
  }
}

TEST(Shard, OnlyTheContentDecides) {
  for (int i = 0; i < 50; ++i) {
    Item moved = MakeItem(i);
    moved.id = "another";
    moved.line = "elsewhere:7";
    EXPECT_EQ(IsInShard(moved, {1, 2}), IsInShard(MakeItem(i), {1, 2}));
  }
}

TEST(Shard, IsReadAsItIsWritten) {
  Shard shard = ParseShard("2/8");
  EXPECT_EQ(shard.number, 2u);
  EXPECT_EQ(shard.of, 8u);
  EXPECT_EQ(RenderShard(shard), "2/8");
  for (const char* bad : {"", "2", "0/8", "9/8", "2/8x", "/8", "2/", "-1/8", "2 / 8", "a/b"}) {
    EXPECT_THROW(ParseShard(bad), Error) << bad;
  }
}

}  // namespace
}  // namespace autoj

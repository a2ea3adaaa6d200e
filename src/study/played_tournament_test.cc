#include "study/played_tournament.h"

#include <gtest/gtest.h>

namespace autoj {
namespace {

TEST(ReadComparisonId, IsWhatComparisonIdWrites) {
  Item item;
  for (const char* id : {"a", "a#b", "a#0-1", "", "é-1"}) {
    item.id = id;
    auto read = ReadComparisonId(ComparisonId(item, {0, 13}));
    ASSERT_TRUE(read) << id;
    EXPECT_EQ(read->first, id);
    EXPECT_EQ(read->second, (Pairing{0, 13}));
  }
}

TEST(ReadComparisonId, TakesNothingElse) {
  for (const char* id : {"", "a", "a#", "a#1", "a#1-", "a#-1", "a#1-x", "a#1-2x", "a#x-2", "a#1--2",
                         "a#-1-2", "a#1-99999999999999999999", "a#1 -2", "a1-2"}) {
    EXPECT_FALSE(ReadComparisonId(id)) << id;
  }
}

}  // namespace
}  // namespace autoj

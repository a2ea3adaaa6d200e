#include "metrics/best_of.h"

#include <gtest/gtest.h>

namespace autoj {
namespace {

TEST(PickBest, TakesTheHighestRating) { EXPECT_EQ(PickBest({{5, -1}, {7.5, -9}, {7, -1}}, 3), 1u); }

TEST(PickBest, LooksAtTheFirstNAlone) {
  std::vector<Candidate> candidates = {{5, -1}, {4, -1}, {9, -1}};
  EXPECT_EQ(PickBest(candidates, 2), 0u);
  EXPECT_EQ(PickBest(candidates, 3), 2u);
  EXPECT_EQ(PickBest(candidates, 32), 2u);
  EXPECT_FALSE(PickBest(candidates, 0));
}

TEST(PickBest, OfEqualRatingsTheLikelierThenTheEarlier) {
  EXPECT_EQ(PickBest({{6, -80}, {6, -20}, {6, -50}}, 3), 1u);
  EXPECT_EQ(PickBest({{6, -20}, {6, -20}}, 2), 0u);
  EXPECT_EQ(PickBest({{6, std::nullopt}, {6, -300}}, 2), 1u);
  EXPECT_EQ(PickBest({{6, std::nullopt}, {6, std::nullopt}}, 2), 0u);
}

TEST(PickBest, NeverPicksWhatHasNoRating) {
  EXPECT_EQ(PickBest({{std::nullopt, -1}, {1, -99}}, 2), 1u);
  EXPECT_FALSE(PickBest({{std::nullopt, -1}, {std::nullopt, -2}}, 2));
  EXPECT_FALSE(PickBest({}, 8));
}

}  // namespace
}  // namespace autoj

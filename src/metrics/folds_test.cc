#include "metrics/folds.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "autoj/error.h"

namespace autoj {
namespace {

TEST(Folds, RowsOfAClusterStayTogether) {
  std::vector<size_t> clusters = {0, 1, 0, 2, 3, 2, 4, 5, 6, 0};
  std::vector<size_t> folds = FoldsOf(clusters, 3, 7);
  ASSERT_EQ(folds.size(), clusters.size());
  for (size_t i = 0; i < clusters.size(); ++i) {
    for (size_t j = 0; j < clusters.size(); ++j) {
      if (clusters[i] == clusters[j]) {
        EXPECT_EQ(folds[i], folds[j]);
      }
    }
  }
}

TEST(Folds, ClustersAreDealtOutEvenlyByTheSeed) {
  std::vector<size_t> clusters(103);
  for (size_t i = 0; i < clusters.size(); ++i) {
    clusters[i] = i;
  }
  std::vector<size_t> folds = FoldsOf(clusters, 5, 1);
  for (size_t fold = 0; fold < 5; ++fold) {
    EXPECT_EQ(std::count(folds.begin(), folds.end(), fold), fold < 3 ? 21 : 20);
  }
  EXPECT_EQ(folds, FoldsOf(clusters, 5, 1));
  EXPECT_NE(folds, FoldsOf(clusters, 5, 2));
}

// By a second implementation of the generator: scripts/statistics_vectors/draws.py has it.
TEST(Folds, AreTheSameOnEveryMachine) {
  EXPECT_EQ(FoldsOf({0, 1, 2, 3, 4, 5}, 3, 1), (std::vector<size_t>{1, 2, 1, 0, 0, 2}));
}

TEST(Folds, AreSplitIntoInsideAndOutside) {
  std::vector<Fold> split = SplitFolds({0, 2, 0}, 3);
  ASSERT_EQ(split.size(), 3u);
  EXPECT_EQ(split[0].inside, (std::vector<size_t>{0, 2}));
  EXPECT_EQ(split[0].outside, (std::vector<size_t>{1}));
  EXPECT_TRUE(split[1].inside.empty());
  EXPECT_EQ(split[1].outside.size(), 3u);
  EXPECT_TRUE(SplitFolds({}, 0).empty());
}

TEST(Folds, BadRequestsAreErrors) {
  EXPECT_THROW(FoldsOf({0, 1}, 0, 1), Error);
  EXPECT_THROW(SplitFolds({0, 1}, 3), Error);
  EXPECT_TRUE(FoldsOf({}, 5, 1).empty());
}

}  // namespace
}  // namespace autoj

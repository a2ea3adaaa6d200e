#include "metrics/tie_threshold.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "autoj/error.h"
#include "metrics/statistics_vectors.h"

namespace autoj {
namespace {

TEST(DecideByScores, IsATieWithinTheThreshold) {
  EXPECT_EQ(DecideByScores({1, 0, Outcome::kTie}, 0.5), Outcome::kFirst);
  EXPECT_EQ(DecideByScores({-3, -1, Outcome::kTie}, 0.5), Outcome::kSecond);
  EXPECT_EQ(DecideByScores({1, 0.5, Outcome::kTie}, 0.5), Outcome::kTie);
  EXPECT_EQ(DecideByScores({2, 2, Outcome::kTie}, 0), Outcome::kTie);
}

// Ties differ by at most 0.25, decisions by more: every threshold from 0.25 to 0.49 is right.
std::vector<ScoredPair> Tunable() {
  return {{0.25, 0, Outcome::kTie},   {0, 0.25, Outcome::kTie}, {1, 0, Outcome::kFirst},
          {0, 0.5, Outcome::kSecond}, {3, 0, Outcome::kFirst},  {0, 2, Outcome::kSecond}};
}

ThresholdSweep Sweep(const std::vector<ScoredPair>& pairs, const std::vector<size_t>& folds) {
  return SweepThreshold(pairs, folds,
                        ClusterBootstrap(SingleClusters(pairs.size()), {.resamples = 100}));
}

TEST(SweepThreshold, TakesTheFirstOfTheBest) {
  ThresholdSweep sweep = Sweep(Tunable(), {0, 1, 0, 1, 0, 1});
  ASSERT_EQ(sweep.agreement.size(), 201u);
  EXPECT_DOUBLE_EQ(sweep.agreement[0].value, 4.0 / 6);
  EXPECT_DOUBLE_EQ(sweep.agreement[24].value, 4.0 / 6);
  EXPECT_EQ(sweep.agreement[25].value, 1);
  EXPECT_EQ(sweep.agreement[49].value, 1);
  EXPECT_DOUBLE_EQ(sweep.agreement[50].value, 5.0 / 6);
  EXPECT_DOUBLE_EQ(sweep.agreement[200].value, 3.0 / 6);
  EXPECT_EQ(sweep.best_threshold, 0.25);
  EXPECT_EQ(sweep.best_agreement.value, 1);
}

// The thresholds are decimals, not sums of 0.01: a difference of 1.13 is a tie at 1.13.
TEST(SweepThreshold, ThresholdsAreExactDecimals) {
  ThresholdSweep sweep = Sweep({{1.13, 0, Outcome::kTie}}, {0});
  EXPECT_EQ(sweep.best_threshold, 1.13);
  EXPECT_EQ(sweep.agreement[112].value, 0);
  EXPECT_EQ(sweep.agreement[113].value, 1);
}

// Each fold's ties ask for another threshold, and get the other fold's.
TEST(SweepThreshold, HoldsOutEachFold) {
  std::vector<ScoredPair> pairs = {{0.1, 0, Outcome::kTie},
                                   {0.3, 0, Outcome::kFirst},
                                   {0.4, 0, Outcome::kTie},
                                   {0.9, 0, Outcome::kFirst}};
  ThresholdSweep sweep = Sweep(pairs, {0, 0, 1, 1});
  EXPECT_EQ(sweep.fold_threshold, (std::vector<double>{0.4, 0.1}));
  EXPECT_EQ(sweep.held_out,
            (std::vector<Outcome>{Outcome::kTie, Outcome::kTie, Outcome::kFirst, Outcome::kFirst}));
  EXPECT_EQ(sweep.best_threshold, 0.1);
  EXPECT_EQ(sweep.best_agreement.value, 0.75);
}

// Folds in which all labels are alike: ties want the highest difference, decisions the lowest.
TEST(SweepThreshold, AFoldWithASingleClassIsAFoldLikeAnother) {
  ThresholdSweep sweep = Sweep({{0.5, 0, Outcome::kTie}, {1, 0, Outcome::kFirst}}, {0, 1});
  EXPECT_EQ(sweep.fold_threshold, (std::vector<double>{0, 0.5}));
  EXPECT_EQ(sweep.held_out, (std::vector<Outcome>{Outcome::kFirst, Outcome::kFirst}));
}

TEST(SweepThreshold, WithoutPairsToChooseByTheThresholdIsZero) {
  ThresholdSweep one = Sweep({{0.5, 0, Outcome::kTie}}, {0});
  EXPECT_EQ(one.best_threshold, 0.5);
  EXPECT_EQ(one.fold_threshold, (std::vector<double>{0}));
  EXPECT_EQ(one.held_out, (std::vector<Outcome>{Outcome::kFirst}));
  ThresholdSweep none = Sweep({}, {});
  EXPECT_EQ(none.best_threshold, 0);
  EXPECT_TRUE(std::isnan(none.best_agreement.value));
  EXPECT_TRUE(std::isnan(none.agreement[7].value));
}

// Scores far apart: no threshold makes a tie of them.
TEST(SweepThreshold, ThatNothingReachesIsZero) {
  ThresholdSweep sweep = Sweep({{9, 0, Outcome::kTie}, {0, 9, Outcome::kTie}}, {0, 1});
  EXPECT_EQ(sweep.best_threshold, 0);
  EXPECT_EQ(sweep.best_agreement.value, 0);
}

// By a second implementation that draws the pairs of each resample and tunes on them.
TEST(SweepThreshold, IntervalsAreNumpys) {
  const auto& want = StatisticsVectors("probabilities").at("sweep");
  std::vector<ScoredPair> pairs;
  for (size_t i = 0; i < want.at("label").size(); ++i) {
    int label = want.at("label")[i];
    pairs.push_back({want.at("difference")[i], 0,
                     label > 0   ? Outcome::kFirst
                     : label < 0 ? Outcome::kSecond
                                 : Outcome::kTie});
  }
  ThresholdSweep got = SweepThreshold(pairs, std::vector<size_t>(pairs.size()),
                                      ClusterBootstrap(want.at("clusters"), ResamplingOf(want)));
  ASSERT_EQ(got.agreement.size(), want.at("agreement").size());
  for (size_t i = 0; i < got.agreement.size(); ++i) {
    EXPECT_TRUE(IsClose(got.agreement[i].value, want.at("agreement")[i].at("value")));
    EXPECT_TRUE(IsInterval(got.agreement[i], want.at("agreement")[i])) << i;
  }
  EXPECT_TRUE(IsClose(got.best_agreement.value, want.at("best").at("value")));
  EXPECT_TRUE(IsInterval(got.best_agreement, want.at("best")));
}

TEST(SweepThreshold, BadPairsAreErrors) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_THROW(Sweep({{kInfinity, 0, Outcome::kTie}}, {0}), Error);
  EXPECT_THROW(Sweep({{0, std::nan(""), Outcome::kTie}}, {0}), Error);
  EXPECT_THROW(Sweep({{1, 0, Outcome::kInconsistent}}, {0}), Error);
  EXPECT_THROW(Sweep({{1, 0, Outcome::kTie}}, {}), Error);
}

}  // namespace
}  // namespace autoj

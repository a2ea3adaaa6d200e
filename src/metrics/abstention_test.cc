#include "metrics/abstention.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "autoj/error.h"
#include "metrics/forecast_vectors.h"
#include "metrics/statistics_vectors.h"

namespace autoj {
namespace {

Forecast Sure(double confidence, bool right) {
  return {{confidence, 1 - confidence, 0}, right ? 0 : 1};
}

// The surer, the better: 1 of 1, 2 of 3, 3 of 5 are right.
std::vector<Forecast> Five() {
  return {Sure(0.6, true), Sure(0.9, true), Sure(0.7, false), Sure(0.6, false), Sure(0.7, true)};
}

std::vector<AbstentionPoint> CurveOf(const std::vector<Forecast>& forecasts, size_t points) {
  ClusterBootstrap bootstrap(SingleClusters(forecasts.size()), {.resamples = 500});
  return AbstentionCurve(forecasts, points, bootstrap);
}

TEST(AbstentionCurve, HasAPointForEachDistinctConfidence) {
  std::vector<AbstentionPoint> curve = CurveOf(Five(), 100);
  ASSERT_EQ(curve.size(), 3u);
  EXPECT_EQ(curve[0].threshold, 0.6);
  EXPECT_EQ(curve[0].coverage.value, 1);
  EXPECT_DOUBLE_EQ(curve[0].accuracy.value, 0.6);
  EXPECT_EQ(curve[1].decided, 3u);
  EXPECT_DOUBLE_EQ(curve[1].coverage.value, 0.6);
  EXPECT_DOUBLE_EQ(curve[1].accuracy.value, 2.0 / 3);
  EXPECT_EQ(curve[2].threshold, 0.9);
  EXPECT_EQ(curve[2].accuracy.value, 1);
}

TEST(AbstentionCurve, IsThinnedEvenlyFromEndToEnd) {
  std::vector<Forecast> forecasts;
  for (int i = 0; i <= 40; ++i) {
    forecasts.push_back(Sure(0.5 + i / 100.0, true));
  }
  std::vector<AbstentionPoint> curve = CurveOf(forecasts, 5);
  ASSERT_EQ(curve.size(), 5u);
  for (size_t i = 0; i < curve.size(); ++i) {
    EXPECT_DOUBLE_EQ(curve[i].threshold, 0.5 + static_cast<double>(i) / 10);
  }
  ASSERT_EQ(CurveOf(forecasts, 1).size(), 1u);
  EXPECT_EQ(CurveOf(forecasts, 1)[0].coverage.value, 1);
  EXPECT_TRUE(CurveOf(forecasts, 0).empty());
  EXPECT_TRUE(CurveOf({}, 10).empty());
}

// By a second implementation that draws the rows of each resample.
TEST(AbstentionCurve, IntervalsAreNumpys) {
  const auto& want = StatisticsVectors("probabilities").at("resampled");
  std::vector<Forecast> forecasts = VectorForecasts(want);
  std::vector<AbstentionPoint> curve = AbstentionCurve(
      forecasts, forecasts.size(), ClusterBootstrap(want.at("clusters"), ResamplingOf(want)));
  size_t compared = 0;  // what no resample changes has an exact interval, or none
  for (const auto& point : want.at("curve")) {
    auto got = std::find_if(curve.begin(), curve.end(), [&](const AbstentionPoint& one) {
      return one.threshold == point.at("threshold");
    });
    ASSERT_NE(got, curve.end());
    EXPECT_EQ(got->decided, point.at("decided").get<size_t>());
    if (got->coverage.value < 1) {
      EXPECT_TRUE(IsInterval(got->coverage, point.at("coverage")));
    }
    if (got->accuracy.value < 1) {
      EXPECT_TRUE(IsInterval(got->accuracy, point.at("accuracy")));
      ++compared;
    }
  }
  EXPECT_GE(compared, 6u);
}

// All decided and all right, of four prompts: Clopper and Pearson's.
TEST(AbstentionCurve, WhatNoResampleCanChangeHasAnExactInterval) {
  std::vector<Forecast> forecasts(8, Sure(0.9, true));
  AbstentionPoint all =
      AbstentionCurve(forecasts, 20, ClusterBootstrap({0, 0, 1, 1, 2, 2, 3, 3}, {})).front();
  EXPECT_NEAR(all.coverage.low, 0.3976, 5e-5);
  EXPECT_NEAR(all.accuracy.low, 0.3976, 5e-5);
  EXPECT_EQ(all.accuracy.high, 1);
}

TEST(AbstentionCurve, ASinglePromptHasNoInterval) {
  for (const AbstentionPoint& point :
       AbstentionCurve(Five(), 20, ClusterBootstrap({0, 0, 0, 0, 0}, {.resamples = 100}))) {
    EXPECT_TRUE(std::isnan(point.coverage.low) && std::isnan(point.accuracy.high));
  }
}

AbstentionChoice Choose(const std::vector<Forecast>& forecasts, const std::vector<size_t>& folds,
                        double accuracy) {
  ClusterBootstrap bootstrap(SingleClusters(forecasts.size()), {.resamples = 500});
  return ChooseThreshold(forecasts, folds, accuracy, bootstrap);
}

TEST(ChooseThreshold, TakesTheLowestThatIsGoodEnough) {
  std::vector<size_t> folds = {0, 1, 2, 3, 4};
  EXPECT_EQ(Choose(Five(), folds, 0.6).threshold, 0.6);
  EXPECT_EQ(Choose(Five(), folds, 0.65).threshold, 0.7);
  EXPECT_EQ(Choose(Five(), folds, 0.9).threshold, 0.9);
}

// Each half alone finds 0.8 good enough (all right from there on) and 0.6 not.
TEST(ChooseThreshold, IsWorthWhatItIsOnOtherFolds) {
  std::vector<Forecast> forecasts = {Sure(0.6, false), Sure(0.8, true), Sure(0.9, true),
                                     Sure(0.6, false), Sure(0.8, true), Sure(0.9, false)};
  AbstentionChoice choice = Choose(forecasts, {0, 0, 0, 1, 1, 1}, 1);
  EXPECT_TRUE(std::isinf(choice.threshold));  // Of the surest two one is wrong.
  // Fold 1 is decided by fold 0's threshold of 0.8: one right, one wrong. Fold 0 decides nothing.
  EXPECT_EQ(choice.cross_validated.decided, 2u);
  EXPECT_DOUBLE_EQ(choice.cross_validated.coverage.value, 1.0 / 3);
  EXPECT_DOUBLE_EQ(choice.cross_validated.accuracy.value, 0.5);
  EXPECT_EQ(choice.cross_validated.coverage.low, 0);
  EXPECT_GT(choice.cross_validated.coverage.high, 1.0 / 3);
  EXPECT_TRUE(std::isinf(choice.cross_validated.threshold));
  choice = Choose(forecasts, {0, 0, 0, 1, 1, 1}, 0.5);
  EXPECT_EQ(choice.threshold, 0.6);
  EXPECT_DOUBLE_EQ(choice.cross_validated.threshold, (0.6 + 0.8) / 2);
}

TEST(ChooseThreshold, ThatNothingReachesIsInfinite) {
  AbstentionChoice choice =
      Choose({Sure(0.9, false), Sure(0.8, false), Sure(1, false)}, {0, 1, 2}, 0.5);
  EXPECT_TRUE(std::isinf(choice.threshold));
  EXPECT_EQ(choice.cross_validated.decided, 0u);
  EXPECT_EQ(choice.cross_validated.coverage.value, 0);
  EXPECT_TRUE(std::isnan(choice.cross_validated.accuracy.value));
}

TEST(ChooseThreshold, OfOneForecastOrNone) {
  AbstentionChoice one = Choose({Sure(1, true)}, {0}, 0.8);
  EXPECT_EQ(one.threshold, 1);
  EXPECT_EQ(one.cross_validated.decided, 0u);  // There is no other fold to choose by.
  AbstentionChoice none = Choose({}, {}, 0.8);
  EXPECT_TRUE(std::isinf(none.threshold));
  EXPECT_TRUE(std::isnan(none.cross_validated.coverage.value));
  EXPECT_TRUE(std::isnan(none.cross_validated.threshold));
  EXPECT_THROW(Choose({Sure(1, true)}, {}, 0.8), Error);
}

TEST(ChooseThreshold, LeavesOutEmptyFolds) {
  AbstentionChoice choice = Choose({Sure(0.9, true), Sure(0.8, true)}, {0, 4}, 1);
  EXPECT_DOUBLE_EQ(choice.cross_validated.threshold, (0.8 + 0.9) / 2);
}

TEST(LowestThreshold, IsTheConfidenceFromWhichOnEnoughIsRight) {
  std::vector<Prediction> predictions = {
      {0, 0.2, false}, {0, 0.4, false}, {0, 0.6, true}, {0, 0.8, false}, {0, 0.9, true}};
  EXPECT_EQ(LowestThreshold(predictions, 0.6), 0.6);
  EXPECT_EQ(LowestThreshold(predictions, 1), 0.9);
  EXPECT_TRUE(std::isinf(LowestThreshold({{0, 0.5, false}}, 0.5)));
}

}  // namespace
}  // namespace autoj

#include "metrics/calibration.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "autoj/error.h"
#include "metrics/forecast_vectors.h"
#include "metrics/statistics_vectors.h"

namespace autoj {
namespace {

TEST(PredictionOf, NamesTheLikeliestAndOfEqualsTheFirst) {
  Prediction prediction = PredictionOf({{0.2, 0.5, 0.3}, 1});
  EXPECT_EQ(prediction.alternative, 1u);
  EXPECT_EQ(prediction.confidence, 0.5);
  EXPECT_TRUE(prediction.right);
  EXPECT_EQ(PredictionOf({{0.5, 0.5, 0}, 1}).alternative, 0u);
  EXPECT_FALSE(PredictionOf({{0.5, 0.5, 0}, 1}).right);
  EXPECT_EQ(PredictionOf({{0.2, 0.4, 0.4}, 2}).alternative, 1u);
}

TEST(PredictionOf, WhatIsNoForecastIsAnError) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  for (const Forecast& bad :
       {Forecast{{0.5, 0.6, 0}, 0}, Forecast{{0.5, 0.4, 0}, 0}, Forecast{{1.5, -0.5, 0}, 0},
        Forecast{{kNaN, 0.5, 0.5}, 0}, Forecast{{0.5, 0.5, 0}, 3}, Forecast{{0.5, 0.5, 0}, -1}}) {
    EXPECT_THROW(PredictionOf(bad), Error);
    EXPECT_THROW(ComputeCalibration({bad}), Error);
  }
}

TEST(ComputeCalibration, IsScikitLearns) {
  for (const auto& want : StatisticsVectors("probabilities").at("calibration")) {
    Calibration got = ComputeCalibration(VectorForecasts(want), want.at("bins").size());
    EXPECT_TRUE(IsClose(got.ece, want.at("ece")));
    EXPECT_TRUE(IsClose(got.brier, want.at("brier")));
    EXPECT_TRUE(IsClose(got.log_loss, want.at("log_loss")));
    for (size_t i = 0; i < got.bins.size(); ++i) {
      const auto& bin = want.at("bins")[i];
      EXPECT_EQ(got.bins[i].count, bin.at("count").get<size_t>());
      EXPECT_TRUE(IsClose(got.bins[i].confidence, VectorNumber(bin.at("confidence"))));
      EXPECT_TRUE(IsClose(got.bins[i].accuracy, VectorNumber(bin.at("accuracy"))));
    }
  }
}

// Sure and right, sure and wrong: (0 + 2) / 2, and 15 ln 10 halved.
TEST(ComputeCalibration, WhatWasCalledImpossibleCostsAFiniteAmount) {
  Calibration got = ComputeCalibration({{{1, 0, 0}, 0}, {{1, 0, 0}, 1}});
  EXPECT_DOUBLE_EQ(got.brier, 1);
  EXPECT_NEAR(got.log_loss, 15 * std::log(10) / 2, 1e-12);
  EXPECT_DOUBLE_EQ(got.ece, 0.5);
  EXPECT_EQ(got.bins.back().count, 2u);
  EXPECT_EQ(got.bins.back().accuracy, 0.5);
}

TEST(ComputeCalibration, ABinBeginsWithItsLowerEdge) {
  Calibration got = ComputeCalibration({{{0.6, 0.4, 0}, 0}, {{0.7, 0.3, 0}, 0}});
  EXPECT_EQ(got.bins[6].low, 0.6);
  EXPECT_EQ(got.bins[6].count, 1u);
  EXPECT_EQ(got.bins[7].count, 1u);
  EXPECT_TRUE(std::isnan(got.bins[5].accuracy));
  EXPECT_TRUE(std::isnan(got.bins[5].confidence));
}

TEST(ComputeCalibration, OfNothingIsUndefined) {
  Calibration got = ComputeCalibration({}, 4);
  EXPECT_TRUE(std::isnan(got.ece));
  EXPECT_TRUE(std::isnan(got.brier));
  EXPECT_TRUE(std::isnan(got.log_loss));
  ASSERT_EQ(got.bins.size(), 4u);
  EXPECT_EQ(got.bins[3].low, 0.75);
  EXPECT_EQ(got.bins[3].high, 1);
  EXPECT_THROW(ComputeCalibration({}, 0), Error);
}

TEST(ComputeReliability, ComparesConfidenceWithWhatWasRight) {
  Reliability result = ComputeReliability({{3, 0.3, true}, {7, 0.35, false}, {59, 1, true}}, 2);
  EXPECT_EQ(result.bins[0].count, 2u);
  EXPECT_DOUBLE_EQ(result.bins[0].confidence, 0.325);
  EXPECT_DOUBLE_EQ(result.bins[0].accuracy, 0.5);
  EXPECT_NEAR(result.ece, (2 * 0.175 + 0) / 3, 1e-12);
  EXPECT_TRUE(std::isnan(ComputeReliability({}).ece));
}

}  // namespace
}  // namespace autoj

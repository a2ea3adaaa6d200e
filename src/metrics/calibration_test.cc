#include "metrics/calibration.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "autoj/error.h"
#include "metrics/forecast_vectors.h"
#include "metrics/statistics_vectors.h"

namespace autoj {
namespace {

Calibration Calibrate(const std::vector<Forecast>& forecasts, size_t bins = 10) {
  return ComputeCalibration(forecasts, ClusterBootstrap(SingleClusters(forecasts.size()), {}),
                            bins);
}

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
    EXPECT_THROW(Calibrate({bad}), Error);
  }
}

TEST(ComputeCalibration, IsScikitLearns) {
  for (const auto& want : StatisticsVectors("probabilities").at("calibration")) {
    Calibration got = Calibrate(VectorForecasts(want), want.at("bins").size());
    EXPECT_TRUE(IsClose(got.reliability.ece.value, want.at("ece")));
    EXPECT_TRUE(IsClose(got.brier.value, want.at("brier")));
    EXPECT_TRUE(IsClose(got.log_loss.value, want.at("log_loss")));
    for (size_t i = 0; i < got.reliability.bins.size(); ++i) {
      const auto& bin = want.at("bins")[i];
      EXPECT_EQ(got.reliability.bins[i].count, bin.at("count").get<size_t>());
      EXPECT_TRUE(IsClose(got.reliability.bins[i].confidence, VectorNumber(bin.at("confidence"))));
      EXPECT_TRUE(
          IsClose(got.reliability.bins[i].accuracy.value, VectorNumber(bin.at("accuracy"))));
    }
  }
}

// Sure and right, sure and wrong: (0 + 2) / 2, and 15 ln 10 halved.
TEST(ComputeCalibration, WhatWasCalledImpossibleCostsAFiniteAmount) {
  Calibration got = Calibrate({{{1, 0, 0}, 0}, {{1, 0, 0}, 1}});
  EXPECT_DOUBLE_EQ(got.brier.value, 1);
  EXPECT_NEAR(got.log_loss.value, 15 * std::log(10) / 2, 1e-12);
  EXPECT_DOUBLE_EQ(got.reliability.ece.value, 0.5);
  EXPECT_EQ(got.reliability.bins.back().count, 2u);
  EXPECT_EQ(got.reliability.bins.back().accuracy.value, 0.5);
}

TEST(ComputeCalibration, ABinBeginsWithItsLowerEdge) {
  Calibration got = Calibrate({{{0.6, 0.4, 0}, 0}, {{0.7, 0.3, 0}, 0}});
  EXPECT_EQ(got.reliability.bins[6].low, 0.6);
  EXPECT_EQ(got.reliability.bins[6].count, 1u);
  EXPECT_EQ(got.reliability.bins[7].count, 1u);
  EXPECT_TRUE(std::isnan(got.reliability.bins[5].accuracy.value));
  EXPECT_TRUE(std::isnan(got.reliability.bins[5].confidence));
}

// What each resample's own calibration comes to.
TEST(ComputeCalibration, IntervalsAreThoseOfEachResample) {
  std::vector<Forecast> forecasts;
  for (int i = 0; i < 12; ++i) {
    double p = 0.4 + 0.05 * i;
    forecasts.push_back({{p, (1 - p) / 2, (1 - p) / 2}, i % 3 == 0 ? 1 : 0});
  }
  ClusterBootstrap bootstrap({0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 7, 7}, {.resamples = 60, .seed = 4});
  std::vector<double> ece;
  std::vector<double> brier;
  std::vector<double> log_loss;
  bootstrap.ForEachResample([&](const Eigen::VectorXd& times) {
    std::vector<Forecast> drawn;
    for (size_t i = 0; i < forecasts.size(); ++i) {
      drawn.insert(drawn.end(), static_cast<size_t>(times[static_cast<Eigen::Index>(i)]),
                   forecasts[i]);
    }
    Calibration resampled =
        ComputeCalibration(drawn, ClusterBootstrap(SingleClusters(drawn.size()), {.resamples = 1}));
    ece.push_back(resampled.reliability.ece.value);
    brier.push_back(resampled.brier.value);
    log_loss.push_back(resampled.log_loss.value);
  });
  Calibration got = ComputeCalibration(forecasts, bootstrap);
  EXPECT_TRUE(
      IsClose(got.reliability.ece.low, ReflectedInterval(got.reliability.ece.value, ece).low));
  EXPECT_TRUE(
      IsClose(got.reliability.ece.high, ReflectedInterval(got.reliability.ece.value, ece).high));
  EXPECT_TRUE(IsClose(got.brier.low, PercentileInterval(0, brier).low));
  EXPECT_TRUE(IsClose(got.brier.high, PercentileInterval(0, brier).high));
  EXPECT_TRUE(IsClose(got.log_loss.low, PercentileInterval(0, log_loss).low));
  EXPECT_TRUE(IsClose(got.log_loss.high, PercentileInterval(0, log_loss).high));
}

TEST(ComputeCalibration, ABinsIntervalIsNumpys) {
  const auto& want = StatisticsVectors("probabilities").at("resampled");
  Calibration got = ComputeCalibration(
      VectorForecasts(want), ClusterBootstrap(want.at("clusters"), ResamplingOf(want)), 5);
  for (const auto& bin : want.at("bins")) {
    EXPECT_TRUE(IsInterval(got.reliability.bins[bin.at("bin")].accuracy, bin.at("accuracy")));
  }
  EXPECT_TRUE(std::isnan(got.reliability.bins[0].accuracy.low));
}

TEST(ComputeCalibration, ASinglePromptHasNoInterval) {
  std::vector<Forecast> forecasts = {{{0.6, 0.4, 0}, 0}, {{0.7, 0.3, 0}, 1}};
  Calibration got = ComputeCalibration(forecasts, ClusterBootstrap({0, 0}, {.resamples = 100}));
  EXPECT_FALSE(std::isnan(got.brier.value));
  EXPECT_TRUE(std::isnan(got.reliability.ece.low) && std::isnan(got.brier.low) &&
              std::isnan(got.log_loss.high));
}

TEST(ComputeCalibration, OfNothingIsUndefined) {
  Calibration got = Calibrate({}, 4);
  EXPECT_TRUE(std::isnan(got.reliability.ece.value));
  EXPECT_TRUE(std::isnan(got.brier.value));
  EXPECT_TRUE(std::isnan(got.log_loss.value));
  ASSERT_EQ(got.reliability.bins.size(), 4u);
  EXPECT_EQ(got.reliability.bins[3].low, 0.75);
  EXPECT_EQ(got.reliability.bins[3].high, 1);
  EXPECT_THROW(Calibrate({}, 0), Error);
}

TEST(ComputeReliability, ComparesConfidenceWithWhatWasRight) {
  Reliability result =
      ComputeReliability({{3, 0.3, true}, {7, 0.35, false}, {59, 1, true}},
                         ClusterBootstrap(SingleClusters(3), {.resamples = 100}), 2);
  EXPECT_EQ(result.bins[0].count, 2u);
  EXPECT_DOUBLE_EQ(result.bins[0].confidence, 0.325);
  EXPECT_DOUBLE_EQ(result.bins[0].accuracy.value, 0.5);
  EXPECT_NEAR(result.ece.value, (2 * 0.175 + 0) / 3, 1e-12);
  EXPECT_TRUE(std::isnan(ComputeReliability({}, ClusterBootstrap({}, {})).ece.value));
}

}  // namespace
}  // namespace autoj

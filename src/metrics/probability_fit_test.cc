#include "metrics/probability_fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "autoj/error.h"
#include "metrics/forecast_vectors.h"
#include "metrics/statistics_vectors.h"

namespace autoj {
namespace {

CrossValidatedFit CrossValidate(const std::vector<Forecast>& forecasts,
                                const std::vector<size_t>& folds) {
  ClusterBootstrap bootstrap(SingleClusters(forecasts.size()), {.resamples = 10});
  return CrossValidateFit(forecasts, folds, bootstrap);
}

double Sum(const PairProbabilities& p) { return p[0] + p[1] + p[2]; }

TEST(FitTemperature, IsScipys) {
  for (const auto& want : StatisticsVectors("probabilities").at("calibration")) {
    EXPECT_TRUE(
        IsClose(FitTemperature(VectorForecasts(want)).temperature, want.at("temperature"), 1e-6));
  }
}

// Three of four right at odds of 9 to 1: odds of 3 to 1 are true, so T = ln 9 / ln 3 = 2.
TEST(FitTemperature, BringsConfidenceToTheShareThatIsRight) {
  std::vector<Forecast> forecasts(4, Forecast{{0.9, 0.1, 0}, 0});
  forecasts[3].truth = 1;
  EXPECT_NEAR(FitTemperature(forecasts).temperature, 2, 1e-6);
}

// Each resample fitted anew by scipy.
TEST(TemperatureInterval, IsThatOfFitsToEachResample) {
  const auto& want = StatisticsVectors("probabilities").at("resampled");
  std::vector<Forecast> forecasts = VectorForecasts(want);
  ClusterBootstrap bootstrap(want.at("clusters"), ResamplingOf(want));
  TemperatureFit fit = FitTemperature(forecasts);
  Estimate got = TemperatureInterval(fit, forecasts, bootstrap);
  EXPECT_EQ(got.value, fit.temperature);
  EXPECT_TRUE(IsInterval(got, want.at("temperature"), 2e-3));
  // what gives the truth no probability changes nothing
  forecasts[0] = {{0.9, 0.1, 0}, 2};
  EXPECT_TRUE(std::isfinite(TemperatureInterval(fit, forecasts, bootstrap).low));
}

TEST(TemperatureInterval, ReachesTheBoundThatResamplesReach) {
  const auto& want = StatisticsVectors("probabilities").at("few");
  std::vector<Forecast> forecasts = VectorForecasts(want);
  ClusterBootstrap bootstrap(want.at("clusters"), ResamplingOf(want));
  Estimate got = TemperatureInterval(FitTemperature(forecasts), forecasts, bootstrap);
  EXPECT_EQ(got.high, 100);
  EXPECT_NEAR(got.high, VectorNumber(want.at("temperature").at("high")), 1e-3);
  EXPECT_NEAR(got.low, VectorNumber(want.at("temperature").at("low")), 0.02 * got.low);
}

TEST(TemperatureInterval, ThereIsNoneAtABoundOrOfNothing) {
  auto interval = [](const std::vector<Forecast>& forecasts) {
    return TemperatureInterval(FitTemperature(forecasts), forecasts,
                               ClusterBootstrap(SingleClusters(forecasts.size()), {}));
  };
  EXPECT_EQ(interval({{{0.9, 0.1, 0}, 1}, {{0.8, 0.2, 0}, 1}}).value, 100);
  EXPECT_TRUE(std::isnan(interval({{{0.9, 0.1, 0}, 1}, {{0.8, 0.2, 0}, 1}}).low));
  EXPECT_EQ(interval({}).value, 1);
  EXPECT_TRUE(std::isnan(interval({}).low));
}

TEST(FitTemperature, StaysWithinItsBounds) {
  TemperatureFit cold = FitTemperature({{{0.51, 0.49, 0}, 0}});
  EXPECT_EQ(cold.temperature, 0.01);
  EXPECT_TRUE(cold.is_at_bound);
  TemperatureFit hot = FitTemperature({{{0.9, 0.1, 0}, 1}});
  EXPECT_EQ(hot.temperature, 100);
  EXPECT_TRUE(hot.is_at_bound);
}

TEST(FitTemperature, IsOneWhereNoneIsBetter) {
  EXPECT_EQ(FitTemperature({}).temperature, 1);
  EXPECT_EQ(FitTemperature({{{1.0 / 3, 1.0 / 3, 1.0 / 3}, 2}}).temperature, 1);
  EXPECT_EQ(FitTemperature({{{1, 0, 0}, 0}, {{1, 0, 0}, 2}}).temperature, 1);
  EXPECT_EQ(FitTemperature({{{0.5, 0.5, 0}, 1}}).temperature, 1);
}

// The only forecast that a temperature can change says what the best one is.
TEST(FitTemperature, LeavesOutWhatNoTemperatureChanges) {
  std::vector<Forecast> forecasts(4, Forecast{{0.9, 0.1, 0}, 0});
  forecasts[3].truth = 1;
  forecasts.push_back({{0.9, 0.1, 0}, 2});
  TemperatureFit fit = FitTemperature(forecasts);
  EXPECT_NEAR(fit.temperature, 2, 1e-6);
  EXPECT_FALSE(fit.is_at_bound);
  EXPECT_EQ(fit.left_out, 1u);
}

TEST(AtTemperature, IsAPowerOfTheProbabilities) {
  PairProbabilities cold = AtTemperature({0.6, 0.3, 0.1}, 0.5);
  EXPECT_NEAR(cold[0], 0.36 / 0.46, 1e-15);
  EXPECT_NEAR(cold[1], 0.09 / 0.46, 1e-15);
  PairProbabilities hot = AtTemperature({1 - 1e-300, 1e-300, 0}, 0.01);
  EXPECT_EQ(hot[0], 1);
  EXPECT_EQ(hot[2], 0);
  EXPECT_EQ(AtTemperature({1, 0, 0}, 7), (PairProbabilities{1, 0, 0}));
}

TEST(IsotonicFit, IsScikitLearns) {
  for (const auto& want : StatisticsVectors("probabilities").at("isotonic")) {
    IsotonicFit fit(VectorNumbers(want.at("confidence")), VectorNumbers(want.at("right")));
    std::vector<double> asked = VectorNumbers(want.at("asked"));
    for (size_t i = 0; i < asked.size(); ++i) {
      EXPECT_TRUE(IsClose(fit(asked[i]), want.at("fitted")[i])) << asked[i];
    }
  }
}

TEST(IsotonicFit, WithoutPointsIsTheIdentity) { EXPECT_EQ(IsotonicFit({}, {})(0.7), 0.7); }

// All right, or all wrong: one level for every confidence.
TEST(IsotonicFit, OfOneClassIsConstant) {
  IsotonicFit right({0.4, 0.9}, {1, 1});
  EXPECT_EQ(right(0), 1);
  EXPECT_EQ(right(0.6), 1);
  EXPECT_EQ(IsotonicFit({0.4, 0.9}, {0, 0})(1), 0);
}

TEST(IsotonicFit, WhatCannotBeFittedIsAnError) {
  EXPECT_THROW(IsotonicFit({0.5}, {}), Error);
  EXPECT_THROW(IsotonicFit({std::numeric_limits<double>::quiet_NaN()}, {1}), Error);
}

TEST(WithConfidence, SharesTheRestInProportion) {
  PairProbabilities p = WithConfidence({0.6, 0.3, 0.1}, 0.2);
  EXPECT_DOUBLE_EQ(p[0], 0.2);
  EXPECT_DOUBLE_EQ(p[1], 0.6);
  EXPECT_DOUBLE_EQ(p[2], 0.2);
  EXPECT_EQ(WithConfidence({0, 1, 0}, 0.5), (PairProbabilities{0.25, 0.5, 0.25}));
  EXPECT_EQ(WithConfidence({0.5, 0.5, 0}, 1), (PairProbabilities{1, 0, 0}));
}

// A judge that says 0.9 and is right in three of four: what the other half shows mends it.
TEST(CrossValidateFit, EachFoldIsAdjustedByTheOthers) {
  std::vector<Forecast> forecasts(8, Forecast{{0.9, 0.1, 0}, 0});
  forecasts[3].truth = 1;
  forecasts[7].truth = 1;
  CrossValidatedFit fit = CrossValidate(forecasts, {0, 0, 0, 0, 1, 1, 1, 1});
  EXPECT_NEAR(fit.raw.reliability.ece.value, 0.15, 1e-12);
  EXPECT_NEAR(fit.temperature.reliability.ece.value, 0, 1e-6);
  EXPECT_NEAR(fit.isotonic.reliability.ece.value, 0, 1e-12);
  EXPECT_NEAR(fit.isotonic.log_loss.value, -(0.75 * std::log(0.75) + 0.25 * std::log(0.25)), 1e-12);
  EXPECT_NEAR(fit.whole.temperature, 2, 1e-6);
}

// One fold is all right: it says nothing against confidence, the other one everything.
TEST(CrossValidateFit, AFoldWithASingleClassIsAFoldLikeAnother) {
  std::vector<Forecast> forecasts(4, Forecast{{0.8, 0.2, 0}, 0});
  forecasts[2].truth = 1;
  forecasts[3].truth = 1;
  CrossValidatedFit fit = CrossValidate(forecasts, {0, 0, 1, 1});
  EXPECT_NEAR(fit.isotonic.brier.value, 2, 1e-12);
  EXPECT_GT(fit.isotonic.log_loss.value, 30);
  EXPECT_NEAR(fit.whole.temperature, 100, 1e-3);
}

TEST(CrossValidateFit, OneFoldAdjustsNothing) {
  CrossValidatedFit fit = CrossValidate({{{0.8, 0.1, 0.1}, 0}, {{0.4, 0.3, 0.3}, 1}}, {0, 0});
  EXPECT_NEAR(fit.temperature.log_loss.value, fit.raw.log_loss.value, 1e-12);
  EXPECT_NEAR(fit.isotonic.log_loss.value, fit.raw.log_loss.value, 1e-12);
}

TEST(CrossValidateFit, OfNothingIsUndefined) {
  CrossValidatedFit fit = CrossValidate({}, {});
  EXPECT_TRUE(std::isnan(fit.isotonic.reliability.ece.value));
  EXPECT_EQ(fit.whole.temperature, 1);
  EXPECT_THROW(CrossValidate({{{1, 0, 0}, 0}}, {}), Error);
}

TEST(CrossValidateFit, AdjustedProbabilitiesAreProbabilities) {
  const auto vectors = StatisticsVectors("probabilities");
  std::vector<Forecast> forecasts = VectorForecasts(vectors.at("calibration")[0]);
  for (const Forecast& forecast : forecasts) {
    EXPECT_NEAR(Sum(AtTemperature(forecast.probabilities, 0.3)), 1, 1e-12);
    EXPECT_NEAR(Sum(WithConfidence(forecast.probabilities, 0.55)), 1, 1e-12);
  }
  std::vector<size_t> clusters(forecasts.size());
  for (size_t i = 0; i < clusters.size(); ++i) {
    clusters[i] = i / 2;
  }
  CrossValidatedFit fit = CrossValidate(forecasts, FoldsOf(clusters, 5, 1));
  EXPECT_LT(fit.temperature.log_loss.value, fit.raw.log_loss.value);
  EXPECT_LT(fit.temperature.reliability.ece.value, fit.raw.reliability.ece.value);
}

// Sure, and right in a third of the cases: the fit says so, and does not turn the answers round.
TEST(CrossValidateFit, AnIsotonicFitKeepsTheAnswers) {
  std::vector<Forecast> forecasts;
  std::vector<size_t> folds;
  for (size_t i = 0; i < 90; ++i) {
    forecasts.push_back({{0.9, 0.1, 0}, i % 3 == 0 ? 0 : 1});
    folds.push_back(i / 3 % 5);
  }
  Calibration fitted = CrossValidate(forecasts, folds).isotonic;
  EXPECT_NEAR(fitted.reliability.ece.value, 0, 1e-12);
  EXPECT_NEAR(fitted.reliability.bins[3].accuracy.value, 1.0 / 3, 1e-12);
}

}  // namespace
}  // namespace autoj

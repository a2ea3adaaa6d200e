#include "metrics/correlation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "autoj/error.h"
#include "metrics/statistics_vectors.h"

namespace autoj {
namespace {

constexpr Correlation kAll[] = {Correlation::kPearson, Correlation::kSpearman,
                                Correlation::kKendall};
const double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(Correlate, IsScipys) {
  for (const auto& want : StatisticsVectors("judges").at("correlations")) {
    for (Correlation kind : kAll) {
      double got = Correlate(kind, VectorNumbers(want.at("x")), VectorNumbers(want.at("y")));
      EXPECT_TRUE(IsClose(got, VectorNumber(want.at(CorrelationName(kind)))))
          << CorrelationName(kind) << " of " << want.at("x");
    }
  }
}

TEST(Correlate, IsWholeAtItsEnds) {
  for (Correlation kind : kAll) {
    EXPECT_DOUBLE_EQ(Correlate(kind, {1, 2, 3}, {2, 4, 6}), 1) << CorrelationName(kind);
    EXPECT_DOUBLE_EQ(Correlate(kind, {1, 2, 3}, {6, 4, 2}), -1) << CorrelationName(kind);
  }
}

TEST(Correlate, IsUndefinedWhereThereIsNothingToCompare) {
  for (Correlation kind : kAll) {
    EXPECT_TRUE(std::isnan(Correlate(kind, {}, {})));
    EXPECT_TRUE(std::isnan(Correlate(kind, {1}, {1})));
    EXPECT_TRUE(std::isnan(Correlate(kind, {0.1, 0.1, 0.1}, {1, 2, 3})));
    EXPECT_TRUE(std::isnan(Correlate(kind, {1, 2, 3}, {0.1, 0.1, 0.1})));
    EXPECT_TRUE(std::isnan(Correlate(kind, {1, 2, kNaN}, {1, 2, 3})));
    EXPECT_TRUE(std::isnan(Correlate(kind, {1, 2, 3}, {1, kNaN, 3})));
  }
}

TEST(Correlate, RefusesListsOfUnequalLengths) {
  EXPECT_THROW(Correlate(Correlation::kPearson, {1, 2}, {1}), Error);
  EXPECT_THROW(CorrelateWithInterval(Correlation::kPearson, {1, 2}, {1, 2}, {0}, {}), Error);
}

// A hundred thousand values: n^2 would be ten billion pairs.
TEST(Correlate, TakesManyValues) {
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 100'000; ++i) {
    x.push_back(i);
    y.push_back(i - i % 2);
  }
  // Nothing lies the other way round, so tau-b is the root of the share of pairs without a tie.
  double pairs = 100'000.0 * 99'999 / 2;
  EXPECT_NEAR(Correlate(Correlation::kKendall, x, y), std::sqrt((pairs - 50'000) / pairs), 1e-12);
}

// The rows of a resample, one after the other.
std::vector<double> Drawn(const std::vector<double>& values, const Eigen::VectorXd& times) {
  std::vector<double> drawn;
  for (size_t row = 0; row < values.size(); ++row) {
    drawn.insert(drawn.end(), static_cast<size_t>(times[static_cast<Eigen::Index>(row)]),
                 values[row]);
  }
  return drawn;
}

TEST(CorrelateWithInterval, IsTheCorrelationOfEachResample) {
  std::vector<double> x = {1, 2, 2, 3, 5, 8, 8, 9, 4, 6};
  std::vector<double> y = {2, 1, 3, 3, 4, 9, 7, 7, 4, 4};
  std::vector<size_t> clusters = {0, 1, 1, 2, 3, 4, 4, 5, 6, 7};
  BootstrapOptions options = {.resamples = 200, .seed = 5};
  for (Correlation kind : kAll) {
    std::vector<double> replicates;
    ClusterBootstrap(clusters, options).ForEachResample([&](const Eigen::VectorXd& times) {
      replicates.push_back(Correlate(kind, Drawn(x, times), Drawn(y, times)));
    });
    Estimate want = PercentileInterval(Correlate(kind, x, y), replicates);
    Estimate got = CorrelateWithInterval(kind, x, y, clusters, options);
    EXPECT_TRUE(IsClose(got.value, want.value)) << CorrelationName(kind);
    EXPECT_TRUE(IsClose(got.low, want.low)) << CorrelationName(kind);
    EXPECT_TRUE(IsClose(got.high, want.high)) << CorrelationName(kind);
  }
}

TEST(CorrelateWithInterval, OfOneClusterHasNoInterval) {
  Estimate estimate = CorrelateWithInterval(Correlation::kKendall, {1, 2, 3}, {1, 3, 2}, {0, 0, 0},
                                            {.resamples = 10});
  EXPECT_DOUBLE_EQ(estimate.value, 1.0 / 3);
  EXPECT_TRUE(std::isnan(estimate.low) && std::isnan(estimate.high));
}

TEST(CorrelateWithInterval, NeedsResamplesThatAreDefined) {
  Estimate none = CorrelateWithInterval(Correlation::kPearson, {}, {}, {}, {.resamples = 10});
  EXPECT_TRUE(std::isnan(none.value) && std::isnan(none.low) && std::isnan(none.high));
  Estimate constant =
      CorrelateWithInterval(Correlation::kPearson, {1, 1, 1}, {1, 2, 3}, {0, 1, 2}, {});
  EXPECT_TRUE(std::isnan(constant.value) && std::isnan(constant.low));
}

}  // namespace
}  // namespace autoj

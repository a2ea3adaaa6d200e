#include "metrics/estimate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "autoj/error.h"
#include "metrics/statistics_vectors.h"

namespace autoj {
namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(ExactShare, IsStatsmodelsBetaInterval) {
  for (const auto& want : StatisticsVectors("judges").at("exact_share")) {
    Estimate share = ExactShare(want.at("count"), want.at("of"));
    EXPECT_TRUE(IsClose(share.value, want.at("count").get<double>() / want.at("of").get<double>()));
    EXPECT_TRUE(IsClose(share.low, want.at("low")));
    EXPECT_TRUE(IsClose(share.high, want.at("high")));
  }
}

TEST(ExactShare, TouchesItsEndsAndNoOthers) {
  EXPECT_EQ(ExactShare(0, 20).low, 0);
  EXPECT_EQ(ExactShare(20, 20).high, 1);
  EXPECT_GT(ExactShare(1, 20).low, 0);
  EXPECT_LT(ExactShare(19, 20).high, 1);
}

TEST(ExactShare, OfNothingIsUndefinedAndOfTooMuchABug) {
  Estimate share = ExactShare(0, 0);
  EXPECT_TRUE(std::isnan(share.value) && std::isnan(share.low) && std::isnan(share.high));
  EXPECT_THROW(ExactShare(2, 1), Error);
}

// 8 of the 10 items that are of a class or called so: F1 is 16 / 18.
TEST(ExactF1, IsTheShareOfHitsOnAnotherScale) {
  Estimate f1 = ExactF1(8, 10);
  Estimate share = ExactShare(8, 10);
  EXPECT_DOUBLE_EQ(f1.value, 16.0 / 18);
  EXPECT_DOUBLE_EQ(f1.low, 2 * share.low / (1 + share.low));
  EXPECT_DOUBLE_EQ(f1.high, 2 * share.high / (1 + share.high));
  EXPECT_EQ(ExactF1(10, 10).high, 1);
  EXPECT_NEAR(ExactF1(10, 10).low, 2 * 0.6915 / 1.6915, 1e-4);
  EXPECT_EQ(ExactF1(0, 10).low, 0);
  EXPECT_TRUE(std::isnan(ExactF1(0, 0).value));
}

TEST(ReflectedInterval, LiesAsFarBelowAsTheReplicatesAbove) {
  Estimate estimate = ReflectedInterval(0.5, {0.5, 0.6, 0.7, 0.8, 0.9});
  EXPECT_EQ(estimate.value, 0.5);
  EXPECT_NEAR(estimate.low, 0.11, 1e-12);
  EXPECT_NEAR(estimate.high, 0.49, 1e-12);
  EXPECT_EQ(ReflectedInterval(0.1, {0.1, 0.2, 0.3}).low, 0);
  EXPECT_TRUE(std::isnan(ReflectedInterval(0.1, {0.2, 0.2}).low));
}

TEST(PercentileInterval, IsNumpysPercentile) {
  for (const auto& want : StatisticsVectors("judges").at("percentiles")) {
    Estimate estimate = PercentileInterval(0.5, VectorNumbers(want.at("replicates")));
    EXPECT_EQ(estimate.value, 0.5);
    bool is_interval = want.at("low") < want.at("high");
    EXPECT_TRUE(IsClose(estimate.low, is_interval ? want.at("low").get<double>() : kNaN));
    EXPECT_TRUE(IsClose(estimate.high, is_interval ? want.at("high").get<double>() : kNaN));
  }
}

TEST(PercentileInterval, LeavesOutWhatIsUndefinedUpToAHalf) {
  Estimate half = PercentileInterval(1, {kNaN, 1, kNaN, 2});
  EXPECT_DOUBLE_EQ(half.low, 1.025);
  EXPECT_DOUBLE_EQ(half.high, 1.975);
  Estimate less = PercentileInterval(1, {kNaN, 1, kNaN, 2, kNaN});
  EXPECT_EQ(less.value, 1);
  EXPECT_TRUE(std::isnan(less.low) && std::isnan(less.high));
}

TEST(PercentileInterval, OfReplicatesThatDoNotDifferIsUndefined) {
  Estimate same = PercentileInterval(1, std::vector<double>(100, 1));
  EXPECT_EQ(same.value, 1);
  EXPECT_TRUE(std::isnan(same.low) && std::isnan(same.high));
  EXPECT_TRUE(std::isnan(PercentileInterval(0.3, {0.1 + 0.2, 0.3, 0.3}).low));  // rounding alone
  EXPECT_TRUE(std::isnan(PercentileInterval(0, {0, 0, 0}).low));
  EXPECT_LT(PercentileInterval(0, {0, 0, 1e-9}).low, 1e-9);
}

TEST(PercentileInterval, OfNoReplicatesIsUndefined) {
  EXPECT_TRUE(std::isnan(PercentileInterval(1, {}).low));
  EXPECT_TRUE(std::isnan(PercentileInterval(1, {kNaN}).high));
}

}  // namespace
}  // namespace autoj

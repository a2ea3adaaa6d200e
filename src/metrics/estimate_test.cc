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

TEST(PercentileInterval, IsNumpysPercentile) {
  for (const auto& want : StatisticsVectors("judges").at("percentiles")) {
    Estimate estimate = PercentileInterval(0.5, VectorNumbers(want.at("replicates")));
    EXPECT_EQ(estimate.value, 0.5);
    EXPECT_TRUE(IsClose(estimate.low, want.at("low")));
    EXPECT_TRUE(IsClose(estimate.high, want.at("high")));
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

TEST(PercentileInterval, OfNoReplicatesIsUndefined) {
  EXPECT_TRUE(std::isnan(PercentileInterval(1, {}).low));
  EXPECT_TRUE(std::isnan(PercentileInterval(1, {kNaN}).high));
}

}  // namespace
}  // namespace autoj

#include "metrics/resampled_share.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace autoj {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

TEST(ResampledShare, CountsOnlyRowsWithANumber) {
  ClusterBootstrap bootstrap({0, 1, 2, 3}, {.resamples = 200, .seed = 7});
  std::vector<ResampledShare> shares =
      ResampleShares({{1, 0, 1, 1}, {1, kNone, 0, kNone}, {kNone, kNone, kNone, kNone}}, bootstrap);
  ASSERT_EQ(shares.size(), 3u);
  EXPECT_EQ(shares[0].rows, 4u);
  EXPECT_DOUBLE_EQ(shares[0].value, 0.75);
  EXPECT_EQ(shares[1].rows, 2u);
  EXPECT_DOUBLE_EQ(shares[1].value, 0.5);
  EXPECT_EQ(shares[2].rows, 0u);
  EXPECT_TRUE(std::isnan(shares[2].value));
  EXPECT_TRUE(std::isnan(EstimateOf(shares[2]).low));
}

TEST(ResampledShare, WhatNoResampleCanChangeHasAnExactIntervalOrNone) {
  ClusterBootstrap bootstrap({0, 1, 2, 3, 3}, {.resamples = 100, .seed = 1});
  std::vector<ResampledShare> shares = ResampleShares(
      {{1, 1, 1, 1, 1}, {kNone, kNone, kNone, 0, 1}, {0, 0, 0, kNone, kNone}}, bootstrap);
  EXPECT_EQ(shares[0].clusters, 4u);
  EXPECT_EQ(EstimateOf(shares[0]).value, 1);
  EXPECT_NEAR(EstimateOf(shares[0]).low, 0.3976, 5e-5);  // Clopper and Pearson, 4 of 4
  EXPECT_EQ(shares[1].clusters, 1u);
  EXPECT_EQ(EstimateOf(shares[1]).value, 0.5);
  EXPECT_TRUE(std::isnan(EstimateOf(shares[1]).low));
  EXPECT_EQ(EstimateOf(shares[2]).low, 0);
  EXPECT_NEAR(EstimateOf(shares[2]).high, 0.7076, 5e-5);  // 0 of 3
}

// Rows 0 and 1, then row 2 as well; then row 1 no longer counts as right.
TEST(ResampledShare, RunningSharesAreThoseOfWholeColumns) {
  ClusterBootstrap bootstrap({0, 1, 2, 2}, {.resamples = 200, .seed = 7});
  Eigen::MatrixXd above(4, 3);
  Eigen::MatrixXd below(4, 3);
  above << 0, 0, 0, 1, 0, -1, 0, 1, 0, 0, 0, 0;
  below << 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0;
  std::vector<ResampledShare> got = ResampleRunningShares(above, below, bootstrap);
  std::vector<ResampledShare> want =
      ResampleShares({{0, 1, kNone, kNone}, {0, 1, 1, kNone}, {0, 0, 1, kNone}}, bootstrap);
  ASSERT_EQ(got.size(), 3u);
  for (size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got[i].rows, want[i].rows);
    EXPECT_EQ(got[i].clusters, want[i].clusters);
    EXPECT_EQ(got[i].value, want[i].value);
    EXPECT_EQ(EstimateOf(got[i]).low, EstimateOf(want[i]).low);
    EXPECT_EQ(EstimateOf(got[i]).high, EstimateOf(want[i]).high);
  }
  EXPECT_TRUE(
      ResampleRunningShares(Eigen::MatrixXd(4, 0), Eigen::MatrixXd(4, 0), bootstrap).empty());
}

TEST(ResampledShare, AllShareTheirDraws) {
  ClusterBootstrap bootstrap({0, 1, 2, 3, 0}, {.resamples = 300, .seed = 3});
  std::vector<double> column = {1, 0, 1, 0, 1};
  std::vector<double> other = {0, 1, 1, 0, 0};
  std::vector<double> difference(column.size());
  for (size_t i = 0; i < column.size(); ++i) {
    difference[i] = column[i] - other[i];
  }
  std::vector<ResampledShare> shares = ResampleShares({column, other, difference}, bootstrap);
  for (size_t i = 0; i < 300; ++i) {
    EXPECT_NEAR(shares[0].replicates[i] - shares[1].replicates[i], shares[2].replicates[i], 1e-12);
  }
  Estimate estimate = EstimateOf(shares[0]);
  EXPECT_LE(estimate.low, 0.6);
  EXPECT_GE(estimate.high, 0.6);
  EXPECT_LT(estimate.low, estimate.high);
}

}  // namespace
}  // namespace autoj

#include "metrics/cluster_bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "autoj/error.h"
#include "metrics/statistics_vectors.h"

namespace autoj {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

std::vector<VectorXd> Draws(const ClusterBootstrap& bootstrap) {
  std::vector<VectorXd> draws;
  bootstrap.ForEachResample([&](const VectorXd& times) { draws.push_back(times); });
  return draws;
}

// The draws themselves are held fast: they are the same on every machine.
TEST(ClusterBootstrap, DrawsAsWritten) {
  auto want = StatisticsVectors("judges").at("cluster_draws");
  ClusterBootstrap bootstrap(SingleClusters(want.at("clusters")),
                             {.resamples = want.at("resamples"), .seed = want.at("seed")});
  std::vector<VectorXd> draws = Draws(bootstrap);
  ASSERT_EQ(draws.size(), want.at("times").size());
  for (size_t i = 0; i < draws.size(); ++i) {
    auto times = want.at("times")[i].get<std::vector<double>>();
    EXPECT_EQ(std::vector<double>(draws[i].begin(), draws[i].end()), times) << i;
  }
}

TEST(ClusterBootstrap, SumsAreThoseOfTheSameDraws) {
  ClusterBootstrap bootstrap({0, 1, 0, 2, 3, 4, 5, 6}, {.resamples = 131, .seed = 3});
  MatrixXd columns(8, 3);
  columns << 1, 0, 0.5, 2, 0, -1, 4, 0, 0.25, 8, 0, 3, 16, 7, 0, 32, 0, 1, 64, 0, 2, 128, 0, 0.125;
  MatrixXd sums = bootstrap.Sums(columns);
  std::vector<VectorXd> draws = Draws(bootstrap);
  ASSERT_EQ(sums.rows(), 131);
  for (size_t i = 0; i < draws.size(); ++i) {
    VectorXd want = columns.transpose() * draws[i];
    EXPECT_EQ(VectorXd(sums.row(static_cast<Eigen::Index>(i)).transpose()), want) << i;
  }
}

TEST(ClusterBootstrap, DrawsWholeClustersAsManyAsThereAre) {
  ClusterBootstrap bootstrap({0, 1, 0, 1, 2}, {.resamples = 50});
  EXPECT_EQ(bootstrap.rows(), 5u);
  EXPECT_EQ(bootstrap.clusters(), 3u);
  for (const VectorXd& times : Draws(bootstrap)) {
    EXPECT_EQ(times[0], times[2]);
    EXPECT_EQ(times[1], times[3]);
    EXPECT_EQ(times[0] + times[1] + times[4], 3);
  }
}

// The variance of a resampled sum is known: that of the clusters' sums, times how many there are.
TEST(ClusterBootstrap, SpreadsAsTheoryHasIt) {
  constexpr size_t kClusters = 40;
  std::vector<size_t> clusters;
  VectorXd values(kClusters * 2);
  VectorXd by_cluster = VectorXd::Zero(kClusters);
  for (size_t row = 0; row < kClusters * 2; ++row) {
    clusters.push_back(row % kClusters);
    auto i = static_cast<Eigen::Index>(row);
    values[i] = std::sin(static_cast<double>(row) * 1.7) + 0.4;
    by_cluster[i % kClusters] += values[i];
  }
  VectorXd sums = ClusterBootstrap(clusters, {.resamples = 20'000, .seed = 9}).Sums(values);
  double want = std::sqrt((by_cluster.array() - by_cluster.mean()).square().sum());
  double got = std::sqrt((sums.array() - sums.mean()).square().mean());
  EXPECT_NEAR(got / want, 1, 0.02);  // Four standard errors.
  EXPECT_NEAR(sums.mean(), values.sum(), 4 * want / std::sqrt(20'000));
}

TEST(ClusterBootstrap, TheSeedDecides) {
  VectorXd values = VectorXd::LinSpaced(30, 0, 1);
  auto sums = [&](uint64_t seed) {
    return MatrixXd(
        ClusterBootstrap(SingleClusters(30), {.resamples = 100, .seed = seed}).Sums(values));
  };
  EXPECT_EQ(sums(1), sums(1));
  EXPECT_NE(sums(1), sums(2));
  EXPECT_NE(sums(1), sums(1 + (uint64_t{1} << 32)));
}

// So many clusters that draws are made again for each statistic.
TEST(ClusterBootstrap, WhatIsTooMuchToKeepIsDrawnAlike) {
  constexpr size_t kClusters = 70'000;
  ClusterBootstrap bootstrap(SingleClusters(kClusters), {.resamples = 3});
  VectorXd values = VectorXd::LinSpaced(kClusters, 0, kClusters - 1);
  MatrixXd sums = bootstrap.Sums(values);
  std::vector<VectorXd> draws = Draws(bootstrap);
  for (size_t i = 0; i < draws.size(); ++i) {
    EXPECT_EQ(draws[i].sum(), kClusters);
    EXPECT_DOUBLE_EQ(sums(static_cast<Eigen::Index>(i), 0), values.dot(draws[i]));
  }
  EXPECT_NE(draws[0], draws[1]);
}

TEST(ClusterBootstrap, OneClusterNeverVaries) {
  VectorXd values = VectorXd::LinSpaced(3, 1, 3);
  EXPECT_EQ(MatrixXd(ClusterBootstrap({0, 0, 0}, {.resamples = 9}).Sums(values)),
            MatrixXd::Constant(9, 1, 6));
}

TEST(ClusterBootstrap, OfNothingSumsToNothing) {
  ClusterBootstrap none({}, {.resamples = 5});
  EXPECT_EQ(MatrixXd(none.Sums(MatrixXd(0, 2))), MatrixXd::Zero(5, 2));
  EXPECT_EQ(Draws(none).size(), 5u);
  ClusterBootstrap one({0}, {.resamples = 5});
  EXPECT_EQ(one.Sums(MatrixXd(1, 0)).cols(), 0);
  EXPECT_EQ(ClusterBootstrap({0}, {.resamples = 0}).Sums(MatrixXd::Ones(1, 1)).rows(), 0);
}

TEST(ClusterBootstrap, RefusesWhatItCannotMean) {
  EXPECT_THROW(ClusterBootstrap({1, 0}, {}), Error);
  EXPECT_THROW(ClusterBootstrap({0, 2}, {}), Error);
  ClusterBootstrap two({0, 1}, {});
  EXPECT_THROW(two.Sums(MatrixXd::Zero(3, 1)), Error);
  EXPECT_THROW(two.Sums(MatrixXd::Constant(2, 1, std::numeric_limits<double>::quiet_NaN())), Error);
}

TEST(NumberClusters, InOrderOfAppearance) {
  EXPECT_EQ(NumberClusters({"b", "a", "b", "", "a"}), (std::vector<size_t>{0, 1, 0, 2, 1}));
  EXPECT_TRUE(NumberClusters({}).empty());
}

}  // namespace
}  // namespace autoj

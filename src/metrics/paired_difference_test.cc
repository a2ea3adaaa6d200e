#include "metrics/paired_difference.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "metrics/statistics_vectors.h"

namespace autoj {
namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(McNemarExact, IsStatsmodels) {
  for (const auto& want : StatisticsVectors("judges").at("mcnemar_exact")) {
    EXPECT_TRUE(IsClose(McNemarExact(want.at("only_a"), want.at("only_b")), want.at("p")));
  }
}

// Auto-J's released verdicts and "the longer response": right alone on 148 and on 120 pairs.
TEST(McNemarExact, OfAutoJAgainstLength) { EXPECT_NEAR(McNemarExact(148, 120), 0.0989, 5e-5); }

TEST(McNemarExact, IsOneWhereNothingSpeaksForEither) {
  EXPECT_EQ(McNemarExact(0, 0), 1);
  EXPECT_EQ(McNemarExact(50, 50), 1);
  EXPECT_EQ(McNemarExact(50, 51), 1);
}

TEST(BootstrapPValue, CountsTheSmallerSideTwice) {
  EXPECT_DOUBLE_EQ(BootstrapPValue({-1, 1, 1, 1, 1, 1, 1, 1}), 0.25);
  EXPECT_DOUBLE_EQ(BootstrapPValue({1, -1, -1, -1, -1, -1, -1, -1}), 0.25);
  EXPECT_DOUBLE_EQ(BootstrapPValue({-1, 0, 0, 1, 1, 1, 1, 1}), 0.5);
  EXPECT_DOUBLE_EQ(BootstrapPValue({0, 0, 0}), 1);
}

TEST(BootstrapPValue, IsNeverZeroAndNeverOfNothing) {
  EXPECT_DOUBLE_EQ(BootstrapPValue(std::vector<double>(999, 0.5)), 0.001);
  EXPECT_DOUBLE_EQ(BootstrapPValue({kNaN, 1, 1, 1}), 0.25);
  EXPECT_TRUE(std::isnan(BootstrapPValue({})));
  EXPECT_TRUE(std::isnan(BootstrapPValue({kNaN})));
}

TEST(HolmAdjusted, IsStatsmodels) {
  for (const auto& want : StatisticsVectors("judges").at("holm")) {
    std::vector<double> adjusted = HolmAdjusted(VectorNumbers(want.at("p")));
    ASSERT_EQ(adjusted.size(), want.at("adjusted").size());
    for (size_t i = 0; i < adjusted.size(); ++i) {
      EXPECT_TRUE(IsClose(adjusted[i], want.at("adjusted")[i]));
    }
  }
}

TEST(HolmAdjusted, DoesNotCountWhatIsNoTest) {
  std::vector<double> adjusted = HolmAdjusted({0.01, kNaN, 0.03});
  EXPECT_DOUBLE_EQ(adjusted[0], 0.02);
  EXPECT_TRUE(std::isnan(adjusted[1]));
  EXPECT_DOUBLE_EQ(adjusted[2], 0.03);
  EXPECT_TRUE(HolmAdjusted({}).empty());
}

TEST(SmallestDetectable, IsTheNormalApproximation) {
  for (const auto& want : StatisticsVectors("judges").at("smallest_detectable")) {
    double found =
        SmallestDetectable(want.at("standard_error"), want.at("alpha"), want.at("power"));
    EXPECT_TRUE(IsClose(found, want.at("difference")));
  }
  EXPECT_EQ(SmallestDetectable(0), 0);
  EXPECT_TRUE(std::isnan(SmallestDetectable(kNaN)));
}

TEST(NullStandardError, IsByTheClustersSums) {
  for (const auto& want : StatisticsVectors("judges").at("null_standard_error")) {
    double found = NullStandardError(VectorNumbers(want.at("differences")), want.at("clusters"));
    EXPECT_TRUE(IsClose(found, want.at("standard_error")));
  }
}

TEST(NullStandardError, LeavesOutWhatIsUndefined) {
  EXPECT_TRUE(std::isnan(NullStandardError({}, {})));
  EXPECT_TRUE(std::isnan(NullStandardError({kNaN}, {0})));
  EXPECT_DOUBLE_EQ(NullStandardError({1, kNaN, -1, 0}, {0, 1, 2, 3}), std::sqrt(2) / 3);
  EXPECT_EQ(NullStandardError({0, 0}, {0, 1}), 0);
}

// 300 of 1,000 pairs discordant: Connor's formula asks no more pairs for what is detectable.
TEST(SmallestDetectable, IsConnorsForPairs) {
  std::vector<double> differences(1000, 0);
  std::vector<size_t> each(1000);
  for (size_t i = 0; i < each.size(); ++i) {
    each[i] = i;
    differences[i] = i < 170 ? 1 : i < 300 ? -1 : 0;
  }
  double delta = SmallestDetectable(NullStandardError(differences, each));
  EXPECT_NEAR(delta, 2.8016 * std::sqrt(0.3 / 1000), 1e-5);
  double root = 1.959964 * std::sqrt(0.3) + 0.841621 * std::sqrt(0.3 - delta * delta);
  double pairs = root * root / (delta * delta);
  EXPECT_LE(pairs, 1000);
  EXPECT_GE(pairs, 990);
}

}  // namespace
}  // namespace autoj

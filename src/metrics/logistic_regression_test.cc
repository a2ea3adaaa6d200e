#include "metrics/logistic_regression.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "autoj/error.h"
#include "metrics/statistics_vectors.h"

namespace autoj {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

VectorXd ToVector(const nlohmann::json& values) {
  std::vector<double> numbers = VectorNumbers(values);
  return Eigen::Map<VectorXd>(numbers.data(), static_cast<Index>(numbers.size()));
}

MatrixXd ToMatrix(const nlohmann::json& rows) {
  MatrixXd matrix(static_cast<Index>(rows.size()), static_cast<Index>(rows.at(0).size()));
  for (size_t i = 0; i < rows.size(); ++i) {
    matrix.row(static_cast<Index>(i)) = ToVector(rows[i]);
  }
  return matrix;
}

void ExpectClose(const MatrixXd& got, const MatrixXd& want, double tolerance = 1e-8) {
  ASSERT_EQ(got.rows(), want.rows());
  ASSERT_EQ(got.cols(), want.cols());
  for (Index i = 0; i < got.size(); ++i) {
    EXPECT_NEAR(got(i), want(i), tolerance * std::abs(want(i)) + 1e-14) << i;
  }
}

class AgainstLibraries : public ::testing::Test {
 protected:
  nlohmann::json want_ = StatisticsVectors("probabilities").at("logistic");
  MatrixXd x_ = ToMatrix(want_.at("x"));
  VectorXd y_ = ToVector(want_.at("y"));
  std::vector<size_t> clusters_ = want_.at("clusters").get<std::vector<size_t>>();
};

TEST_F(AgainstLibraries, CoefficientsAndCovarianceAreStatsmodels) {
  LogisticFit fit = FitLogistic(x_, y_, {}, 0);
  EXPECT_TRUE(fit.converged);
  ExpectClose(fit.coefficients, ToVector(want_.at("coefficients")));
  ExpectClose(fit.covariance, ToMatrix(want_.at("covariance")));
}

TEST_F(AgainstLibraries, ClusterCovarianceIsStatsmodels) {
  LogisticFit fit = FitLogistic(x_, y_, {}, 0, clusters_);
  ExpectClose(fit.coefficients, ToVector(want_.at("coefficients")));
  ExpectClose(fit.covariance, ToMatrix(want_.at("cluster_covariance")));
}

TEST_F(AgainstLibraries, TiesAndWeightsAreStatsmodels) {
  ExpectClose(FitLogistic(x_, ToVector(want_.at("tied")), {}, 0).coefficients,
              ToVector(want_.at("tied_coefficients")));
  ExpectClose(FitLogistic(x_, y_, ToVector(want_.at("weights")), 0).coefficients,
              ToVector(want_.at("weighted_coefficients")));
}

TEST_F(AgainstLibraries, RidgeIsScikitLearns) {
  ExpectClose(FitLogistic(x_, y_, {}, want_.at("ridge")).coefficients,
              ToVector(want_.at("ridge_coefficients")));
}

TEST_F(AgainstLibraries, ARefitFindsTheSameFromAnywhere) {
  VectorXd far = Eigen::Vector3d(20, -15, 0.5);
  ExpectClose(RefitLogistic(x_, y_, {}, 0, far), ToVector(want_.at("coefficients")));
  VectorXd weights = ToVector(want_.at("weights"));
  ExpectClose(RefitLogistic(x_, y_, weights, 0, ToVector(want_.at("coefficients"))),
              ToVector(want_.at("weighted_coefficients")));
}

TEST_F(AgainstLibraries, TheUnitsOfAColumnDoNotMatter) {
  MatrixXd x = x_;
  x.col(2) *= 1e9;
  LogisticFit fit = FitLogistic(x, y_, {}, 0);
  ASSERT_TRUE(fit.converged);
  EXPECT_NEAR(fit.coefficients[2] * 1e9 / want_.at("coefficients")[2].get<double>(), 1, 1e-8);
}

// A weight of 2 is the same row twice.
TEST_F(AgainstLibraries, AWeightIsACount) {
  MatrixXd twice(2 * x_.rows(), x_.cols());
  twice << x_, x_;
  VectorXd y(2 * y_.size());
  y << y_, y_;
  LogisticFit weighted = FitLogistic(x_, y_, VectorXd::Constant(y_.size(), 2), 1);
  LogisticFit repeated = FitLogistic(twice, y, {}, 1);
  ExpectClose(weighted.coefficients, repeated.coefficients);
  ExpectClose(weighted.covariance, repeated.covariance);
}

// Agresti's baseball: the strengths of Bradley and Terry, against the last team's.
TEST(FitLogistic, FindsTheStrengthsOfBaseballTeams) {
  nlohmann::json want = StatisticsVectors("probabilities").at("bradley_terry");
  MatrixXd x = MatrixXd::Zero(42, 7);
  VectorXd wins(42);
  Index row = 0;
  for (Index i = 0; i < 7; ++i) {
    for (Index j = 0; j < 7; ++j) {
      if (i != j) {
        x(row, i) = 1;
        x(row, j) = -1;
        wins[row++] = want.at("wins")[static_cast<size_t>(i)][static_cast<size_t>(j)];
      }
    }
  }
  LogisticFit fit = FitLogistic(x.leftCols(6), VectorXd::Ones(42), wins, 0);
  ASSERT_TRUE(fit.converged);
  ExpectClose(fit.coefficients, ToVector(want.at("strengths")).head(6));
  EXPECT_NEAR(fit.coefficients[0], 1.58, 0.005);
  // With a column for each team only a penalty makes strengths unique: their mean is 0 then.
  EXPECT_FALSE(FitLogistic(x, VectorXd::Ones(42), wins, 0).converged);
  VectorXd strengths = FitLogistic(x, VectorXd::Ones(42), wins, 1e-6).coefficients;
  EXPECT_NEAR(strengths.sum(), 0, 1e-6);
  EXPECT_NEAR(strengths[0] - strengths[6], fit.coefficients[0], 1e-4);
}

void ExpectNoFit(const MatrixXd& x, const VectorXd& y) {
  LogisticFit fit = FitLogistic(x, y, {}, 0);
  EXPECT_FALSE(fit.converged);
  EXPECT_TRUE(fit.coefficients.array().isNaN().all());
  EXPECT_TRUE(fit.covariance.array().isNaN().all());
  EXPECT_TRUE(FitLogistic(x, y, {}, 0.01).converged);
}

TEST(FitLogistic, DoesNotConvergeOnSeparableData) {
  ExpectNoFit(MatrixXd::Ones(5, 1), VectorXd::Ones(5));
  ExpectNoFit(MatrixXd::Ones(5, 1), VectorXd::Zero(5));
  MatrixXd x(6, 2);
  x << 1, -3, 1, -2, 1, -1, 1, 1, 1, 2, 1, 3;
  VectorXd y(6);
  y << 0, 0, 0, 1, 1, 1;
  ExpectNoFit(x, y);
  // Separated but for two rows at the border.
  x(2, 1) = 0;
  x(3, 1) = 0;
  ExpectNoFit(x, y);
}

TEST(FitLogistic, DoesNotConvergeOnDependentColumns) {
  MatrixXd x(4, 2);
  x << 1, 2, 1, 2, 1, 2, 1, 2;
  VectorXd y(4);
  y << 1, 0, 1, 1;
  ExpectNoFit(x, y);
  x.col(1).setZero();
  ExpectNoFit(x, y);
}

// Three wins of four: log-odds of ln 3, variance 1 / (4 * 0.75 * 0.25).
TEST(FitLogistic, OfASingleColumnHasAClosedForm) {
  VectorXd y(4);
  y << 1, 0, 1, 1;
  LogisticFit fit = FitLogistic(MatrixXd::Ones(4, 1), y, {}, 0);
  EXPECT_NEAR(fit.coefficients[0], std::log(3), 1e-12);
  EXPECT_NEAR(fit.covariance(0, 0), 4.0 / 3, 1e-12);
  EXPECT_TRUE(std::isnan(FitLogistic(MatrixXd::Ones(4, 1), y, {}, 0, {0, 0, 0, 0}).covariance(0)));
}

// From far off the mark a whole Newton step overshoots ever further.
TEST(RefitLogistic, ConvergesWhereWholeStepsDiverge) {
  VectorXd y(4);
  y << 1, 0, 1, 1;
  VectorXd found = RefitLogistic(MatrixXd::Ones(4, 1), y, {}, 0, VectorXd::Constant(1, 8));
  EXPECT_NEAR(found[0], std::log(3), 1e-10);
}

TEST(FitLogistic, BadDataIsAnError) {
  MatrixXd x = MatrixXd::Ones(2, 1);
  VectorXd y = VectorXd::Constant(2, 0.5);
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(FitLogistic(x, VectorXd::Ones(3), {}, 0), Error);
  EXPECT_THROW(FitLogistic(x, y, VectorXd::Ones(3), 0), Error);
  EXPECT_THROW(FitLogistic(x, y, {}, 0, {0}), Error);
  EXPECT_THROW(FitLogistic(x, y, {}, -1), Error);
  EXPECT_THROW(FitLogistic(x, y, VectorXd::Constant(2, -1), 0), Error);
  EXPECT_THROW(FitLogistic(x, VectorXd::Constant(2, 1.5), {}, 0), Error);
  EXPECT_THROW(FitLogistic(MatrixXd::Constant(2, 1, kNaN), y, {}, 0), Error);
  EXPECT_THROW(FitLogistic(MatrixXd(2, 0), y, {}, 0), Error);
  EXPECT_THROW(RefitLogistic(x, y, {}, 0, VectorXd::Zero(2)), Error);
}

}  // namespace
}  // namespace autoj

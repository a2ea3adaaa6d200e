#include "scenario/ridge.h"

#include <gtest/gtest.h>

namespace autoj {
namespace {

const SparseRows kRows = {{{0, 1.0F}, {2, 2.0F}}, {{2, 3.0F}}, {{1, 1.0F}}};

TEST(Products, MultipliesWhatBothHave) {
  Eigen::MatrixXf expected(3, 3);
  expected << 5, 6, 0, 6, 9, 0, 0, 0, 1;
  EXPECT_EQ(Products(kRows, kRows, 3), expected);
}

TEST(SolveRidge, PredictsLessThanTheTargetsByThePenalty) {
  // One row of length 2: the prediction is 4 / (4 + 1) of the target.
  Eigen::MatrixXf kernel(1, 1);
  kernel << 4;
  Eigen::MatrixXf target(1, 1);
  target << 10;
  EXPECT_FLOAT_EQ(4 * SolveRidge(kernel, target, 1)(0, 0), 8);
}

TEST(WeightsOf, GivesThePredictionsOfTheDuals) {
  Eigen::MatrixXf targets(3, 2);
  targets << 1, 0, 0, 1, 1, 1;
  Eigen::MatrixXf kernel = Products(kRows, kRows, 3);
  Eigen::MatrixXf duals = SolveRidge(kernel, targets, 0.5F);
  Eigen::MatrixXf weights = WeightsOf(kRows, duals, 3);
  Eigen::VectorXf first = weights.col(0) + 2 * weights.col(2);
  EXPECT_TRUE(first.isApprox((kernel * duals).row(0).transpose(), 1e-5F));
}

TEST(SquaresOf, AddsUpEachFeature) {
  Eigen::VectorXf expected{{1, 1, 13}};
  EXPECT_EQ(SquaresOf(kRows, 3), expected);
}

}  // namespace
}  // namespace autoj

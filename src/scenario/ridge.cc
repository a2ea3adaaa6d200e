#include "scenario/ridge.h"

#include <fmt/format.h>

#include <Eigen/Cholesky>

#include "autoj/error.h"

namespace autoj {

using Eigen::Index;
using Eigen::MatrixXf;

MatrixXf Products(const SparseRows& a, const SparseRows& b, size_t width) {
  // Of each feature the rows of `b` that have it: a product touches what both have, and no more.
  std::vector<std::vector<Feature>> by_feature(width);
  for (size_t row = 0; row < b.size(); ++row) {
    for (const Feature& feature : b[row]) {
      by_feature[feature.index].push_back({static_cast<uint32_t>(row), feature.value});
    }
  }
  MatrixXf products = MatrixXf::Zero(static_cast<Index>(b.size()), static_cast<Index>(a.size()));
  for (size_t row = 0; row < a.size(); ++row) {
    float* column = products.col(static_cast<Index>(row)).data();
    for (const Feature& feature : a[row]) {
      for (const Feature& other : by_feature[feature.index]) {
        column[other.index] += feature.value * other.value;
      }
    }
  }
  return products.transpose();
}

MatrixXf SolveRidge(const MatrixXf& kernel, const MatrixXf& targets, float penalty) {
  MatrixXf system = kernel;
  system.diagonal().array() += penalty;
  Eigen::LLT<MatrixXf> factors(system);
  if (factors.info() != Eigen::Success) {
    throw Error(ErrorKind::kInternal,
                fmt::format("{} rows give no positive definite system", kernel.rows()));
  }
  return factors.solve(targets);
}

MatrixXf WeightsOf(const SparseRows& rows, const MatrixXf& duals, size_t width) {
  // One column a feature: what a query reads lies together.
  MatrixXf weights = MatrixXf::Zero(duals.cols(), static_cast<Index>(width));
  MatrixXf by_row = duals.transpose();
  for (size_t row = 0; row < rows.size(); ++row) {
    for (const Feature& feature : rows[row]) {
      weights.col(feature.index) += feature.value * by_row.col(static_cast<Index>(row));
    }
  }
  return weights;
}

Eigen::VectorXf SquaresOf(const SparseRows& rows, size_t width) {
  Eigen::VectorXf squares = Eigen::VectorXf::Zero(static_cast<Index>(width));
  for (const std::vector<Feature>& row : rows) {
    for (const Feature& feature : row) {
      squares[feature.index] += feature.value * feature.value;
    }
  }
  return squares;
}

}  // namespace autoj

#pragma once

#include <cstddef>
#include <vector>

#include <Eigen/Core>

namespace autoj {

/// A logistic regression without a hidden intercept: P(y = 1) = 1 / (1 + exp(-x b)).
struct LogisticFit {
  Eigen::VectorXd coefficients;  ///< NaN where not converged.
  Eigen::MatrixXd covariance;    ///< Cluster-robust where clusters were given, else of the model.
  bool converged = false;
};

/// Fits by Newton's method with an L2 penalty `ridge` / 2 * |b|^2 (0: none). `y` in [0, 1]: a tie
/// is one half. `weights`: empty for all 1. Not converged where the best coefficients are infinite
/// (separable data) or not unique (columns that depend on each other), which no `ridge` above 0
/// leaves.
///
/// Covariance: the inverse H of the penalised information; with `clusters` (of each row, numbers
/// from 0 without gaps) the sandwich H M H of the clusters' scores, times G / (G - 1) *
/// (n - 1) / (n - k) for G clusters, n rows, k columns, as in statsmodels; NaN where that is not
/// finite. Throws Error(kInternal) for sizes that differ, and numbers that are no such data.
LogisticFit FitLogistic(const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
                        const Eigen::VectorXd& weights, double ridge,
                        const std::vector<size_t>& clusters = {});

/// The coefficients of the same fit without their covariance, searched from `start`: for the many
/// fits of a bootstrap, which lie near each other.
Eigen::VectorXd RefitLogistic(const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
                              const Eigen::VectorXd& weights, double ridge,
                              const Eigen::VectorXd& start);

}  // namespace autoj

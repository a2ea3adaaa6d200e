#pragma once

#include <vector>

#include <Eigen/Core>

#include "scenario/gram_vocabulary.h"

namespace autoj {

/// One row each, with its features by index.
using SparseRows = std::vector<std::vector<Feature>>;

/// The products of each of `a` with each of `b`, over features of [0, width).
Eigen::MatrixXf Products(const SparseRows& a, const SparseRows& b, size_t width);

/// The duals of a ridge regression: rows x targets, so that (kernel + penalty I) duals = targets.
Eigen::MatrixXf SolveRidge(const Eigen::MatrixXf& kernel, const Eigen::MatrixXf& targets,
                           float penalty);

/// The weights of each feature of [0, width): targets x features, what the duals say of each.
Eigen::MatrixXf WeightsOf(const SparseRows& rows, const Eigen::MatrixXf& duals, size_t width);

/// Of each feature of [0, width) the sum of its squared values.
Eigen::VectorXf SquaresOf(const SparseRows& rows, size_t width);

}  // namespace autoj

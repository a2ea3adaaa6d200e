#pragma once

#include <cstddef>
#include <vector>

#include <Eigen/Core>

#include "metrics/cluster_bootstrap.h"
#include "metrics/estimate.h"

namespace autoj {

/// The mean of some rows, and what it is in each resample (NaN where none of them was drawn).
struct ResampledShare {
  size_t rows = 0;
  size_t clusters = 0;  ///< That these rows are of.
  double value = 0;     ///< NaN for no rows.
  std::vector<double> replicates;
};

/// Of each column (a number for each row of the bootstrap) the mean over the rows in which it has a
/// number: NaN stands for a row that it does not count. All of the same resamples.
std::vector<ResampledShare> ResampleShares(const std::vector<std::vector<double>>& columns,
                                           const ClusterBootstrap& bootstrap);

/// Shares that follow one another, each as the one before it with a few rows changed: column i of
/// `above` and `below` (a row for each row of the bootstrap) is what step i adds to the numerator
/// and to how many rows are counted. Such columns are mostly zero, which makes hundreds of steps
/// cost as little as one.
std::vector<ResampledShare> ResampleRunningShares(const Eigen::MatrixXd& above,
                                                  const Eigen::MatrixXd& below,
                                                  const ClusterBootstrap& bootstrap);

/// With its percentile interval; the exact one over clusters where all rows count 0 or all 1, as no
/// resample differs then; none where one cluster is all there is.
Estimate EstimateOf(const ResampledShare& share);

/// Of a mean that is no share of cases (a rating, a difference): always the percentile interval.
Estimate EstimateMean(const ResampledShare& mean);

}  // namespace autoj

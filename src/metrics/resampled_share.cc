#include "metrics/resampled_share.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <Eigen/Core>

namespace autoj {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// The columns without their NaN, and behind them which rows they count: few, as most count alike.
struct Fractions {
  MatrixXd columns;
  std::vector<Index> denominators;  // of each column the one that counts its rows
};

Fractions Split(const std::vector<std::vector<double>>& columns, size_t rows) {
  std::vector<VectorXd> parts;
  std::map<std::vector<bool>, Index> places;
  std::vector<VectorXd> counted_parts;
  Fractions fractions;
  for (const std::vector<double>& column : columns) {
    VectorXd values = VectorXd::Zero(static_cast<Index>(rows));
    VectorXd counted = values;
    std::vector<bool> mask(rows);
    for (size_t row = 0; row < rows; ++row) {
      mask[row] = !std::isnan(column[row]);
      counted[static_cast<Index>(row)] = mask[row] ? 1 : 0;
      values[static_cast<Index>(row)] = mask[row] ? column[row] : 0;
    }
    parts.push_back(std::move(values));
    auto next = static_cast<Index>(columns.size() + counted_parts.size());
    auto [place, is_new] = places.try_emplace(std::move(mask), next);
    if (is_new) {
      counted_parts.push_back(std::move(counted));
    }
    fractions.denominators.push_back(place->second);
  }
  parts.insert(parts.end(), counted_parts.begin(), counted_parts.end());
  fractions.columns.resize(static_cast<Index>(rows), static_cast<Index>(parts.size()));
  for (size_t i = 0; i < parts.size(); ++i) {
    fractions.columns.col(static_cast<Index>(i)) = parts[i];
  }
  return fractions;
}

size_t CountClusters(const VectorXd& counted, const ClusterBootstrap& bootstrap) {
  std::vector<bool> seen(bootstrap.clusters());
  for (size_t row = 0; row < bootstrap.rows(); ++row) {
    seen[bootstrap.cluster_of(row)] =
        seen[bootstrap.cluster_of(row)] || counted[static_cast<Index>(row)] != 0;
  }
  return static_cast<size_t>(std::count(seen.begin(), seen.end(), true));
}

// All but the replicates.
ResampledShare ShareOf(const VectorXd& values, const VectorXd& counted,
                       const ClusterBootstrap& bootstrap) {
  return {.rows = static_cast<size_t>(counted.sum()),
          .clusters = CountClusters(counted, bootstrap),
          .value = values.sum() / counted.sum(),
          .replicates = {}};
}

std::vector<double> Divided(const VectorXd& above, const VectorXd& below) {
  VectorXd shares = above.array() / below.array();
  return {shares.begin(), shares.end()};
}

}  // namespace

std::vector<ResampledShare> ResampleShares(const std::vector<std::vector<double>>& columns,
                                           const ClusterBootstrap& bootstrap) {
  Fractions fractions = Split(columns, bootstrap.rows());
  MatrixXd sums = bootstrap.Sums(fractions.columns);
  std::vector<ResampledShare> shares;
  for (size_t i = 0; i < columns.size(); ++i) {
    auto above = static_cast<Index>(i);
    Index below = fractions.denominators[i];
    shares.push_back(
        ShareOf(fractions.columns.col(above), fractions.columns.col(below), bootstrap));
    shares.back().replicates = Divided(sums.col(above), sums.col(below));
  }
  return shares;
}

std::vector<ResampledShare> ResampleRunningShares(const MatrixXd& above, const MatrixXd& below,
                                                  const ClusterBootstrap& bootstrap) {
  MatrixXd added_above = bootstrap.Sums(above);
  MatrixXd added_below = bootstrap.Sums(below);
  VectorXd values = VectorXd::Zero(above.rows());
  VectorXd counted = values;
  VectorXd sums_above = VectorXd::Zero(added_above.rows());
  VectorXd sums_below = sums_above;
  std::vector<ResampledShare> shares;
  for (Index step = 0; step < above.cols(); ++step) {
    values += above.col(step);
    counted += below.col(step);
    sums_above += added_above.col(step);
    sums_below += added_below.col(step);
    shares.push_back(ShareOf(values, counted, bootstrap));
    shares.back().replicates = Divided(sums_above, sums_below);
  }
  return shares;
}

Estimate EstimateOf(const ResampledShare& share) {
  if (share.clusters < 2) {
    return {share.value};
  }
  if (share.value == 0 || share.value == 1) {
    return ExactShare(share.value == 0 ? 0 : share.clusters, share.clusters);
  }
  return PercentileInterval(share.value, share.replicates);
}

Estimate EstimateMean(const ResampledShare& mean) {
  return PercentileInterval(mean.value, mean.replicates);
}

}  // namespace autoj

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <Eigen/Core>

namespace autoj {

/// How a bootstrap is drawn; the same numbers give the same intervals on every machine, rounding
/// aside.
struct BootstrapOptions {
  size_t resamples = 10'000;
  uint64_t seed = 1;
};

/// Resamples of rows that come in clusters (rows with the same prompt): whole clusters are drawn,
/// with replacement, as many as there are. All statistics of a set use the same draws, so that
/// differences between them are paired. Drawing is most of what a statistic costs: draws of up to
/// 64 MiB are kept, more are drawn again each time. Immutable after construction: threads may share
/// it.
class ClusterBootstrap {
 public:
  /// `clusters`: of each row, its cluster: numbers from 0 without gaps, in order of appearance
  /// (else Error(kInternal)).
  ClusterBootstrap(std::vector<size_t> clusters, const BootstrapOptions& options);

  /// Of each resample the sum of each column over the drawn rows: resamples x columns. `columns`:
  /// rows x columns, without NaN (else Error(kInternal)). 10,000 resamples of 1,392 rows with 100
  /// columns take well under a second on one core; columns that are mostly zero cost less.
  Eigen::MatrixXd Sums(const Eigen::MatrixXd& columns) const;

  /// For statistics that are no function of sums: calls `visit` once a resample with how often each
  /// row is drawn.
  void ForEachResample(const std::function<void(const Eigen::VectorXd& times)>& visit) const;

  size_t rows() const { return clusters_.size(); }
  size_t cluster_of(size_t row) const { return clusters_[row]; }
  size_t clusters() const { return count_; }

 private:
  std::vector<size_t> clusters_;
  size_t count_ = 0;
  BootstrapOptions options_;
  std::vector<uint16_t> kept_;  // of each resample how often each cluster is in it; or empty
};

/// Dense cluster numbers of rows by their keys, in order of appearance.
std::vector<size_t> NumberClusters(const std::vector<std::string>& keys);

/// Each of `rows` rows as a cluster of its own.
std::vector<size_t> SingleClusters(size_t rows);

}  // namespace autoj

#include "metrics/cluster_bootstrap.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>
#include <random>
#include <unordered_map>

#include <fmt/format.h>
#include <Eigen/SparseCore>

#include "autoj/error.h"

namespace autoj {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// So many resamples are multiplied at once: their counts stay in the cache.
constexpr Index kBlock = 64;
// Below this share of numbers that are not zero a column is multiplied as a sparse one.
constexpr double kSparse = 0.2;

Index ToIndex(size_t number) { return static_cast<Index>(number); }

// Draws clusters, the same on every machine, which the distributions of <random> do not promise.
class ClusterDraw {
 public:
  ClusterDraw(size_t clusters, uint64_t seed)
      : clusters_(static_cast<uint32_t>(clusters)), engine_(seed) {}

  // How often each cluster is in the next resample.
  void Next(Eigen::Ref<VectorXd> times) {
    times.setZero();
    for (uint32_t i = 0; i < clusters_; ++i) {
      times[Below()] += 1;
    }
  }

 private:
  // A number below clusters_, all equally likely. Source: D. Lemire, Fast random integer generation
  // in an interval (2019).
  uint32_t Below() {
    uint64_t product = Bits() * clusters_;
    if (static_cast<uint32_t>(product) < clusters_) {
      uint32_t least = -clusters_ % clusters_;
      while (static_cast<uint32_t>(product) < least) {
        product = Bits() * clusters_;
      }
    }
    return static_cast<uint32_t>(product >> 32);
  }

  // 32 of them: both halves of what the engine gives, which is most of what a resample costs.
  uint64_t Bits() {
    has_half_ = !has_half_;
    if (has_half_) {
      drawn_ = engine_();
      return drawn_ >> 32;
    }
    return drawn_ & std::numeric_limits<uint32_t>::max();
  }

  uint32_t clusters_;
  std::mt19937_64 engine_;
  uint64_t drawn_ = 0;
  bool has_half_ = false;
};

constexpr size_t kMostKept = (size_t{64} << 20) / sizeof(uint16_t);

// The draws of all resamples; none where they are too many to keep.
std::vector<uint16_t> DrawAll(size_t clusters, const BootstrapOptions& options) {
  bool is_countable = clusters <= std::numeric_limits<uint16_t>::max();
  if (clusters == 0 || !is_countable || options.resamples > kMostKept / clusters) {
    return {};
  }
  std::vector<uint16_t> all;
  all.reserve(clusters * options.resamples);
  ClusterDraw draw(clusters, options.seed);
  VectorXd times(ToIndex(clusters));
  for (size_t resample = 0; resample < options.resamples; ++resample) {
    draw.Next(times);
    std::transform(times.begin(), times.end(), std::back_inserter(all),
                   [](double count) { return static_cast<uint16_t>(count); });
  }
  return all;
}

// The resamples, one after the other: as they were kept, or drawn again.
class Resamples {
 public:
  Resamples(size_t clusters, uint64_t seed, const std::vector<uint16_t>& kept)
      : draw_(clusters, seed), kept_(kept) {}

  void Next(Eigen::Ref<VectorXd> times) {
    if (kept_.empty()) {
      draw_.Next(times);
      return;
    }
    using Counts = Eigen::Matrix<uint16_t, Eigen::Dynamic, 1>;
    times = Eigen::Map<const Counts>(kept_.data() + at_, times.size()).cast<double>();
    at_ += static_cast<size_t>(times.size());
  }

 private:
  ClusterDraw draw_;
  const std::vector<uint16_t>& kept_;
  size_t at_ = 0;
};

// What each cluster adds to each column, and which columns are mostly zero.
struct ClusterSums {
  MatrixXd dense;
  Eigen::SparseMatrix<double> sparse;
  std::vector<Index> dense_columns;
  std::vector<Index> sparse_columns;
};

MatrixXd SumByCluster(const MatrixXd& columns, const std::vector<size_t>& clusters, size_t count) {
  MatrixXd sums = MatrixXd::Zero(ToIndex(count), columns.cols());
  for (Index column = 0; column < columns.cols(); ++column) {
    for (size_t row = 0; row < clusters.size(); ++row) {
      sums(ToIndex(clusters[row]), column) += columns(ToIndex(row), column);
    }
  }
  return sums;
}

ClusterSums SplitByDensity(const MatrixXd& sums) {
  ClusterSums split;
  for (Index column = 0; column < sums.cols(); ++column) {
    auto numbers = static_cast<double>((sums.col(column).array() != 0).count());
    bool is_sparse = numbers < kSparse * static_cast<double>(sums.rows());
    (is_sparse ? split.sparse_columns : split.dense_columns).push_back(column);
  }
  split.dense = sums(Eigen::all, split.dense_columns);
  split.sparse = MatrixXd(sums(Eigen::all, split.sparse_columns)).sparseView();
  return split;
}

}  // namespace

ClusterBootstrap::ClusterBootstrap(std::vector<size_t> clusters, const BootstrapOptions& options)
    : clusters_(std::move(clusters)), options_(options) {
  for (size_t cluster : clusters_) {
    if (cluster > count_) {
      throw Error(ErrorKind::kInternal,
                  fmt::format("cluster {} appears before cluster {}", cluster, count_));
    }
    count_ = std::max(count_, cluster + 1);
  }
  if (count_ > std::numeric_limits<uint32_t>::max()) {
    throw Error(ErrorKind::kInternal, fmt::format("{} clusters are too many to draw", count_));
  }
  kept_ = DrawAll(count_, options_);
}

MatrixXd ClusterBootstrap::Sums(const MatrixXd& columns) const {
  if (columns.rows() != ToIndex(rows()) || columns.hasNaN()) {
    throw Error(ErrorKind::kInternal,
                fmt::format("columns of {} rows, or with NaN, for a bootstrap of {} rows",
                            columns.rows(), rows()));
  }
  ClusterSums sums = SplitByDensity(SumByCluster(columns, clusters_, count_));
  MatrixXd resampled(ToIndex(options_.resamples), columns.cols());
  Resamples resamples(count_, options_.seed, kept_);
  MatrixXd times(ToIndex(count_), kBlock);
  for (Index begin = 0; begin < resampled.rows(); begin += kBlock) {
    Index size = std::min(kBlock, resampled.rows() - begin);
    for (Index i = 0; i < size; ++i) {
      resamples.Next(times.col(i));
    }
    MatrixXd by_cluster = times.leftCols(size).transpose();
    auto block = Eigen::seqN(begin, size);
    resampled(block, sums.dense_columns) = by_cluster * sums.dense;
    resampled(block, sums.sparse_columns) = by_cluster * sums.sparse;
  }
  return resampled;
}

void ClusterBootstrap::ForEachResample(
    const std::function<void(const VectorXd& times)>& visit) const {
  Resamples resamples(count_, options_.seed, kept_);
  VectorXd by_cluster(ToIndex(count_));
  VectorXd by_row(ToIndex(rows()));
  for (size_t resample = 0; resample < options_.resamples; ++resample) {
    resamples.Next(by_cluster);
    for (size_t row = 0; row < rows(); ++row) {
      by_row[ToIndex(row)] = by_cluster[ToIndex(clusters_[row])];
    }
    visit(by_row);
  }
}

std::vector<size_t> NumberClusters(const std::vector<std::string>& keys) {
  std::unordered_map<std::string, size_t> numbers;
  std::vector<size_t> clusters;
  clusters.reserve(keys.size());
  for (const std::string& key : keys) {
    clusters.push_back(numbers.try_emplace(key, numbers.size()).first->second);
  }
  return clusters;
}

std::vector<size_t> SingleClusters(size_t rows) {
  std::vector<size_t> clusters(rows);
  std::iota(clusters.begin(), clusters.end(), size_t{0});
  return clusters;
}

}  // namespace autoj

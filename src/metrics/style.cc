#include "metrics/style.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <Eigen/Eigenvalues>

#include "autoj/error.h"
#include "metrics/logistic_regression.h"

namespace autoj {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kRidge = 1 / (kStylePriorDeviation * kStylePriorDeviation);
constexpr Index kFeatures = 4;

// An eigenvalue that is 0, as a share of the largest one.
constexpr double kNoWeight = 1e-10;

// What the comparisons leave open: directions in which coefficients can move without a change.
MatrixXd OpenDirections(const MatrixXd& x, const VectorXd& weights) {
  Eigen::SelfAdjointEigenSolver<MatrixXd> solver(x.transpose() * weights.asDiagonal() * x);
  double least = solver.eigenvalues().maxCoeff() * kNoWeight;
  Index open = (solver.eigenvalues().array() <= least).count();
  return solver.eigenvectors().leftCols(open);
}

// How far a combination of coefficients may reach into open directions by rounding alone.
constexpr double kRounding = 1e-6;

// Comparisons as a regression: a column for each competitor, then perhaps one for each feature.
class Regression {
 public:
  Regression(MatrixXd x, const VectorXd& y, Index competitors)
      : x_(std::move(x)), y_(y), competitors_(competitors) {
    coefficients_ = FitLogistic(x_, y_, VectorXd::Ones(y_.size()), kRidge).coefficients;
  }

  /// Win rates, then the features' coefficients, where each comparison happened so many times.
  VectorXd Statistics(const VectorXd& times) const {
    VectorXd b = RefitLogistic(x_, y_, times, kRidge, coefficients_);
    MatrixXd open = OpenDirections(x_, times);
    VectorXd statistics = b;
    for (Index i = 0; i < b.size(); ++i) {
      if (i < competitors_) {
        statistics[i] = WinRate(i, b, open);
      } else if (open.row(i).norm() > kRounding) {
        statistics[i] = kNaN;
      }
    }
    return statistics;
  }

  VectorXd Statistics() const { return Statistics(VectorXd::Ones(y_.size())); }

 private:
  double WinRate(Index competitor, const VectorXd& b, const MatrixXd& open) const {
    double sum = 0;
    Index others = 0;
    for (Index other = 0; other < competitors_; ++other) {
      bool is_open = (open.row(competitor) - open.row(other)).norm() > kRounding;
      if (other != competitor && !is_open) {
        sum += 1 / (1 + std::exp(b[other] - b[competitor]));
        ++others;
      }
    }
    return others == 0 ? kNaN : sum / static_cast<double>(others);
  }

  MatrixXd x_;
  VectorXd y_;
  Index competitors_;
  VectorXd coefficients_;
};

double RelativeDifference(size_t a, size_t b) {
  auto first = static_cast<double>(a);
  auto second = static_cast<double>(b);
  return a + b == 0 ? 0 : (first - second) / (first + second);
}

void Check(const StyledComparison& comparison, size_t competitors) {
  const auto& [first, second, first_won, first_style, second_style] = comparison;
  if (first >= competitors || second >= competitors || first == second ||
      !(first_won >= 0 && first_won <= 1)) {
    throw Error(ErrorKind::kInternal,
                fmt::format("a comparison of {} with {} of {} competitors, won by the first {}",
                            first, second, competitors, first_won));
  }
}

MatrixXd WhoCompeted(const std::vector<StyledComparison>& comparisons, Index competitors) {
  MatrixXd x = MatrixXd::Zero(static_cast<Index>(comparisons.size()), competitors);
  for (Index row = 0; row < x.rows(); ++row) {
    const StyledComparison& comparison = comparisons[static_cast<size_t>(row)];
    x(row, static_cast<Index>(comparison.first)) = 1;
    x(row, static_cast<Index>(comparison.second)) = -1;
  }
  return x;
}

// In units of their root mean square.
MatrixXd StyleDifferences(const std::vector<StyledComparison>& comparisons) {
  MatrixXd x(static_cast<Index>(comparisons.size()), kFeatures);
  for (Index row = 0; row < x.rows(); ++row) {
    const StyledComparison& comparison = comparisons[static_cast<size_t>(row)];
    const StyleFeatures& a = comparison.first_style;
    const StyleFeatures& b = comparison.second_style;
    x.row(row) << RelativeDifference(a.length, b.length), RelativeDifference(a.headers, b.headers),
        RelativeDifference(a.lists, b.lists), RelativeDifference(a.bold, b.bold);
  }
  for (Index feature = 0; feature < kFeatures; ++feature) {
    double size = std::sqrt(x.col(feature).squaredNorm() / static_cast<double>(x.rows()));
    x.col(feature) /= size > 0 ? size : 1;
  }
  return x;
}

VectorXd Outcomes(const std::vector<StyledComparison>& comparisons) {
  VectorXd y(static_cast<Index>(comparisons.size()));
  for (Index row = 0; row < y.size(); ++row) {
    y[row] = comparisons[static_cast<size_t>(row)].first_won;
  }
  return y;
}

// Of each column how many clusters tell of it: have a row in which it is not 0.
std::vector<size_t> CountTelling(const MatrixXd& x, const std::vector<size_t>& clusters) {
  std::vector<size_t> telling;
  for (Index column = 0; column < x.cols(); ++column) {
    std::set<size_t> seen;
    for (Index row = 0; row < x.rows(); ++row) {
      if (x(row, column) != 0) {
        seen.insert(clusters[static_cast<size_t>(row)]);
      }
    }
    telling.push_back(seen.size());
  }
  return telling;
}

// Of each competitor its group: at first its own, then the lowest of those that it has met.
std::vector<size_t> GroupsOf(const std::vector<StyledComparison>& comparisons, size_t competitors) {
  std::vector<size_t> lowest(competitors);
  std::iota(lowest.begin(), lowest.end(), size_t{0});
  for (bool has_changed = true; has_changed;) {
    has_changed = false;
    for (const StyledComparison& comparison : comparisons) {
      size_t& first = lowest[comparison.first];
      size_t& second = lowest[comparison.second];
      has_changed = has_changed || first != second;
      first = second = std::min(first, second);
    }
  }
  std::vector<size_t> groups;
  size_t count = 0;
  for (size_t i = 0; i < competitors; ++i) {
    groups.push_back(lowest[i] == i ? count++ : groups[lowest[i]]);
  }
  return groups;
}

// Each statistic of all with the interval of its replicates, where more than one cluster tells of
// it.
std::vector<Estimate> WithIntervals(const Regression& raw, const Regression& controlled,
                                    const std::vector<size_t>& telling,
                                    const ClusterBootstrap& bootstrap) {
  VectorXd all(raw.Statistics().size() + controlled.Statistics().size());
  all << raw.Statistics(), controlled.Statistics();
  std::vector<std::vector<double>> replicates(static_cast<size_t>(all.size()));
  bootstrap.ForEachResample([&](const VectorXd& times) {
    VectorXd drawn(all.size());
    drawn << raw.Statistics(times), controlled.Statistics(times);
    for (size_t i = 0; i < replicates.size(); ++i) {
      replicates[i].push_back(drawn[static_cast<Index>(i)]);
    }
  });
  std::vector<Estimate> estimates;
  for (size_t i = 0; i < replicates.size(); ++i) {
    double value = all[static_cast<Index>(i)];
    bool has_interval = !std::isnan(value) && telling[i] > 1;
    estimates.push_back(has_interval ? PercentileInterval(value, std::move(replicates[i]))
                                     : Estimate{value});
  }
  return estimates;
}

}  // namespace

StyleControl ControlStyle(const std::vector<StyledComparison>& comparisons, size_t competitors,
                          const std::vector<size_t>& clusters, const BootstrapOptions& options) {
  for (const StyledComparison& comparison : comparisons) {
    Check(comparison, competitors);
  }
  if (clusters.size() != comparisons.size()) {
    throw Error(ErrorKind::kInternal, fmt::format("{} comparisons have {} cluster numbers",
                                                  comparisons.size(), clusters.size()));
  }
  StyleControl control;
  control.competitors.resize(competitors);
  if (comparisons.empty()) {
    return control;
  }
  auto columns = static_cast<Index>(competitors);
  MatrixXd x = WhoCompeted(comparisons, columns);
  MatrixXd styled(x.rows(), columns + kFeatures);
  styled << x, StyleDifferences(comparisons);
  VectorXd y = Outcomes(comparisons);
  std::vector<size_t> telling = CountTelling(x, clusters);
  std::vector<size_t> telling_styled = CountTelling(styled, clusters);
  telling.insert(telling.end(), telling_styled.begin(), telling_styled.end());
  std::vector<Estimate> estimates =
      WithIntervals(Regression(x, y, columns), Regression(styled, y, columns), telling,
                    ClusterBootstrap(clusters, options));
  std::vector<size_t> groups = GroupsOf(comparisons, competitors);
  for (size_t i = 0; i < competitors; ++i) {
    control.competitors[i] = {groups[i], estimates[i], estimates[competitors + i]};
  }
  std::copy_n(estimates.end() - kFeatures, kFeatures, control.coefficients.begin());
  return control;
}

}  // namespace autoj

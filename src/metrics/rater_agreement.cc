#include "metrics/rater_agreement.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "autoj/error.h"

namespace autoj {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

void CheckRaters(AgreementMeasure measure, const Ratings& ratings) {
  for (const auto& unit : ratings) {
    if (unit.size() != ratings.front().size()) {
      throw Error(ErrorKind::kInternal,
                  fmt::format("units with {} and {} raters", unit.size(), ratings.front().size()));
    }
    if (measure == AgreementMeasure::kCohenKappa && unit.size() != 2) {
      throw Error(ErrorKind::kInternal,
                  fmt::format("Cohen's kappa of {} raters instead of two", unit.size()));
    }
  }
}

void CheckDistance(AgreementMeasure measure, Distance distance) {
  bool fits = distance == Distance::kNominal;
  if (measure == AgreementMeasure::kCohenKappa) {
    fits = distance != Distance::kOrdinal;
  } else if (measure == AgreementMeasure::kKrippendorffAlpha) {
    fits = distance != Distance::kLinear;
  }
  if (!fits) {
    throw Error(ErrorKind::kInternal, "a measure of agreement with a distance it does not have");
  }
}

std::vector<int> CategoriesOf(const Ratings& ratings) {
  std::vector<int> categories;
  for (const auto& unit : ratings) {
    for (const std::optional<int>& rating : unit) {
      if (rating) {
        categories.push_back(*rating);
      }
    }
  }
  std::sort(categories.begin(), categories.end());
  categories.erase(std::unique(categories.begin(), categories.end()), categories.end());
  return categories;
}

// Whether the measure is over a unit: Krippendorff's alpha needs two ratings, the others all.
bool IsCompared(AgreementMeasure measure, const std::vector<std::optional<int>>& ratings) {
  auto given = static_cast<size_t>(
      std::count_if(ratings.begin(), ratings.end(),
                    [](const std::optional<int>& one) { return one.has_value(); }));
  return given >= 2 && (measure == AgreementMeasure::kKrippendorffAlpha || given == ratings.size());
}

// Agreement of units of which each counts several times, or not at all: the sample itself and its
// resamples are the same case.
class Agreement {
 public:
  Agreement(AgreementMeasure measure, const Ratings& ratings, Distance distance)
      : measure_(measure), distance_(distance), categories_(CategoriesOf(ratings)) {
    CheckRaters(measure, ratings);
    CheckDistance(measure, distance);
    for (size_t unit = 0; unit < ratings.size(); ++unit) {
      Compare(static_cast<Index>(unit), ratings[unit]);
    }
  }

  double operator()(const VectorXd& times) const {
    MatrixXd observed = Observed(times);
    double total = observed.sum();
    if (total == 0) {
      return kUndefined;
    }
    VectorXd rows = observed.rowwise().sum();
    VectorXd columns = observed.colwise().sum();
    bool is_alpha = measure_ == AgreementMeasure::kKrippendorffAlpha;
    MatrixXd expected = rows * columns.transpose() / (is_alpha ? total - 1 : total);
    MatrixXd distances = Distances(rows);
    double by_chance = expected.cwiseProduct(distances).sum();
    return by_chance == 0 ? kUndefined : 1 - observed.cwiseProduct(distances).sum() / by_chance;
  }

 private:
  // What a unit adds to the matrix of observed pairs of categories.
  struct Cell {
    Index unit = 0;
    Index row = 0;
    Index column = 0;
    double amount = 0;
  };

  Index CodeOf(int category) const {
    return std::lower_bound(categories_.begin(), categories_.end(), category) - categories_.begin();
  }

  void Compare(Index unit, const std::vector<std::optional<int>>& ratings) {
    if (!IsCompared(measure_, ratings)) {
      return;
    }
    std::vector<Index> codes;
    for (const std::optional<int>& rating : ratings) {
      if (rating) {
        codes.push_back(CodeOf(*rating));
      }
    }
    if (measure_ == AgreementMeasure::kCohenKappa) {
      cells_.push_back({unit, codes[0], codes[1], 1});
    } else {
      ComparePairs(unit, codes);
    }
  }

  // All ordered pairs of a unit's ratings, so weighted that each rating counts once.
  void ComparePairs(Index unit, const std::vector<Index>& codes) {
    VectorXd counts = VectorXd::Zero(static_cast<Index>(categories_.size()));
    for (Index code : codes) {
      counts[code] += 1;
    }
    auto others = static_cast<double>(codes.size() - 1);
    for (Index row = 0; row < counts.size(); ++row) {
      for (Index column = 0; column < counts.size(); ++column) {
        double pairs = counts[row] * (counts[column] - (row == column ? 1 : 0));
        if (pairs > 0) {
          cells_.push_back({unit, row, column, pairs / others});
        }
      }
    }
  }

  MatrixXd Observed(const VectorXd& times) const {
    auto size = static_cast<Index>(categories_.size());
    MatrixXd observed = MatrixXd::Zero(size, size);
    for (const Cell& cell : cells_) {
      observed(cell.row, cell.column) += times[cell.unit] * cell.amount;
    }
    return observed;
  }

  // `counts`: how often each category was given.
  MatrixXd Distances(const VectorXd& counts) const {
    auto size = static_cast<Index>(categories_.size());
    MatrixXd distances = MatrixXd::Zero(size, size);
    for (Index low = 0; low < size; ++low) {
      double between = 0;
      for (Index high = low + 1; high < size; ++high) {
        distances(low, high) = Apart(low, high, between + (counts[low] + counts[high]) / 2);
        distances(high, low) = distances(low, high);
        between += counts[high];
      }
    }
    return distances;
  }

  // `ratings`: that lie between the two, half of their own included.
  double Apart(Index low, Index high, double ratings) const {
    double difference = static_cast<double>(categories_[static_cast<size_t>(high)]) -
                        categories_[static_cast<size_t>(low)];
    switch (distance_) {
      case Distance::kLinear:
        return difference;
      case Distance::kQuadratic:
        return difference * difference;
      case Distance::kOrdinal:
        return ratings * ratings;
      case Distance::kNominal:
        break;
    }
    return 1;
  }

  AgreementMeasure measure_;
  Distance distance_;
  std::vector<int> categories_;
  std::vector<Cell> cells_;
};

VectorXd Once(size_t units) { return VectorXd::Ones(static_cast<Index>(units)); }

}  // namespace

double MeasureAgreement(AgreementMeasure measure, const Ratings& ratings, Distance distance) {
  return Agreement(measure, ratings, distance)(Once(ratings.size()));
}

size_t CountComparedUnits(AgreementMeasure measure, const Ratings& ratings) {
  return static_cast<size_t>(std::count_if(
      ratings.begin(), ratings.end(), [&](const auto& unit) { return IsCompared(measure, unit); }));
}

Estimate MeasureAgreementWithInterval(AgreementMeasure measure, const Ratings& ratings,
                                      Distance distance, const std::vector<size_t>& clusters,
                                      const BootstrapOptions& options) {
  if (clusters.size() != ratings.size()) {
    throw Error(ErrorKind::kInternal,
                fmt::format("{} units with {} clusters", ratings.size(), clusters.size()));
  }
  Agreement agreement(measure, ratings, distance);
  std::vector<double> replicates;
  ClusterBootstrap(clusters, options).ForEachResample([&](const VectorXd& times) {
    replicates.push_back(agreement(times));
  });
  return PercentileInterval(agreement(Once(ratings.size())), std::move(replicates));
}

}  // namespace autoj

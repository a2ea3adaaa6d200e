#include "metrics/correlation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "autoj/error.h"

namespace autoj {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

// The place of each value in the order of those that occur: equal values share one.
struct Places {
  std::vector<size_t> of_row;
  size_t count = 0;
};

Places PlacesOf(const std::vector<double>& values) {
  std::vector<double> distinct = values;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  Places places;
  places.count = distinct.size();
  for (double value : values) {
    auto place = std::lower_bound(distinct.begin(), distinct.end(), value);
    places.of_row.push_back(static_cast<size_t>(place - distinct.begin()));
  }
  return places;
}

// How many values there are at each place.
VectorXd Tally(const Places& places, const VectorXd& times) {
  VectorXd tally = VectorXd::Zero(static_cast<Index>(places.count));
  for (size_t row = 0; row < places.of_row.size(); ++row) {
    tally[static_cast<Index>(places.of_row[row])] += times[static_cast<Index>(row)];
  }
  return tally;
}

bool IsConstant(const VectorXd& tally) { return (tally.array() > 0).count() < 2; }

VectorXd MidRanks(const Places& places, const VectorXd& times) {
  VectorXd tally = Tally(places, times);
  VectorXd mid(tally.size());
  double before = 0;
  for (Index place = 0; place < tally.size(); ++place) {
    mid[place] = before + (tally[place] + 1) / 2;
    before += tally[place];
  }
  VectorXd ranks(times.size());
  for (size_t row = 0; row < places.of_row.size(); ++row) {
    ranks[static_cast<Index>(row)] = mid[static_cast<Index>(places.of_row[row])];
  }
  return ranks;
}

double Pearson(const VectorXd& x, const VectorXd& y, const VectorXd& times) {
  Eigen::ArrayXd from_x = x.array() - times.dot(x) / times.sum();
  Eigen::ArrayXd from_y = y.array() - times.dot(y) / times.sum();
  double together = (times.array() * from_x * from_y).sum();
  double spread_x = std::sqrt((times.array() * from_x.square()).sum());
  double spread_y = std::sqrt((times.array() * from_y.square()).sum());
  return std::clamp(together / spread_x / spread_y, -1.0, 1.0);
}

// Sums of a growing table's beginnings, in logarithmic time (a Fenwick tree).
class Beginnings {
 public:
  explicit Beginnings(size_t size) : tree_(size + 1) {}

  void Add(size_t place, double amount) {
    for (size_t i = place + 1; i < tree_.size(); i += i & (~i + 1)) {
      tree_[i] += amount;
    }
  }

  // What was added at places before `end`.
  double Before(size_t end) const {
    double sum = 0;
    for (size_t i = end; i > 0; i -= i & (~i + 1)) {
      sum += tree_[i];
    }
    return sum;
  }

 private:
  std::vector<double> tree_;
};

// Pairs that lie alike in both lists less those that lie otherwise. `by_x`: rows in the order of x.
double Concordance(const Places& x, const Places& y, const std::vector<size_t>& by_x,
                   const VectorXd& times) {
  Beginnings seen(y.count);
  double all = 0;
  double concordance = 0;
  auto place_of = [&](size_t i) { return x.of_row[by_x[i]]; };
  for (size_t begin = 0, end = 0; begin < by_x.size(); begin = end) {
    for (; end < by_x.size() && place_of(end) == place_of(begin); ++end) {
      size_t row = by_x[end];
      double below = seen.Before(y.of_row[row]);
      double above = all - seen.Before(y.of_row[row] + 1);
      concordance += times[static_cast<Index>(row)] * (below - above);
    }
    for (size_t i = begin; i < end; ++i) {
      double drawn = times[static_cast<Index>(by_x[i])];
      seen.Add(y.of_row[by_x[i]], drawn);
      all += drawn;
    }
  }
  return concordance;
}

// Pairs that do not share a place.
double UntiedPairs(const VectorXd& tally) {
  auto pairs = [](const auto& count) { return count * (count - 1) / 2; };
  return pairs(tally.sum()) - pairs(tally.array()).sum();
}

// The correlation of rows of which each counts several times, or not at all: the sample itself and
// its resamples are the same case, and sorted once.
class Correlator {
 public:
  Correlator(Correlation kind, const std::vector<double>& x, const std::vector<double>& y)
      : kind_(kind),
        x_(VectorXd::Map(x.data(), static_cast<Index>(x.size()))),
        y_(VectorXd::Map(y.data(), static_cast<Index>(y.size()))),
        is_defined_(!x_.hasNaN() && !y_.hasNaN()) {
    if (is_defined_) {
      x_places_ = PlacesOf(x);
      y_places_ = PlacesOf(y);
      by_x_.resize(x.size());
      std::iota(by_x_.begin(), by_x_.end(), size_t{0});
      std::sort(by_x_.begin(), by_x_.end(), [&](size_t a, size_t b) { return x[a] < x[b]; });
    }
  }

  double operator()(const VectorXd& times) const {
    if (!is_defined_) {
      return kUndefined;
    }
    VectorXd x_tally = Tally(x_places_, times);
    VectorXd y_tally = Tally(y_places_, times);
    if (IsConstant(x_tally) || IsConstant(y_tally)) {
      return kUndefined;
    }
    switch (kind_) {
      case Correlation::kPearson:
        return Pearson(x_, y_, times);
      case Correlation::kSpearman:
        return Pearson(MidRanks(x_places_, times), MidRanks(y_places_, times), times);
      case Correlation::kKendall:
        break;
    }
    return Concordance(x_places_, y_places_, by_x_, times) / std::sqrt(UntiedPairs(x_tally)) /
           std::sqrt(UntiedPairs(y_tally));
  }

 private:
  Correlation kind_;
  VectorXd x_;
  VectorXd y_;
  bool is_defined_;
  Places x_places_;
  Places y_places_;
  std::vector<size_t> by_x_;
};

VectorXd Once(size_t rows) { return VectorXd::Ones(static_cast<Index>(rows)); }

void CheckLengths(size_t x, size_t y) {
  if (x != y) {
    throw Error(ErrorKind::kInternal, fmt::format("a correlation of {} with {} values", x, y));
  }
}

}  // namespace

const char* CorrelationName(Correlation kind) {
  switch (kind) {
    case Correlation::kPearson:
      return "pearson";
    case Correlation::kSpearman:
      return "spearman";
    case Correlation::kKendall:
      break;
  }
  return "kendall";
}

double Correlate(Correlation kind, const std::vector<double>& x, const std::vector<double>& y) {
  CheckLengths(x.size(), y.size());
  return Correlator(kind, x, y)(Once(x.size()));
}

Estimate CorrelateWithInterval(Correlation kind, const std::vector<double>& x,
                               const std::vector<double>& y, const std::vector<size_t>& clusters,
                               const BootstrapOptions& options) {
  CheckLengths(x.size(), y.size());
  CheckLengths(x.size(), clusters.size());
  Correlator correlate(kind, x, y);
  std::vector<double> replicates;
  ClusterBootstrap(clusters, options).ForEachResample([&](const VectorXd& times) {
    replicates.push_back(correlate(times));
  });
  return PercentileInterval(correlate(Once(x.size())), std::move(replicates));
}

}  // namespace autoj

#include "metrics/tie_threshold.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>
#include <Eigen/Core>

#include "autoj/error.h"
#include "metrics/folds.h"
#include "metrics/resampled_share.h"

namespace autoj {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr size_t kThresholds = 201;

double Threshold(size_t i) { return static_cast<double>(i) / 100; }

void Check(const ScoredPair& pair) {
  if (!std::isfinite(pair.first) || !std::isfinite(pair.second)) {
    throw Error(ErrorKind::kInternal,
                fmt::format("scores of {} and {} cannot be compared", pair.first, pair.second));
  }
  if (pair.label != Outcome::kFirst && pair.label != Outcome::kSecond &&
      pair.label != Outcome::kTie) {
    throw Error(ErrorKind::kInternal,
                fmt::format("\"{}\" is no label of a pair", OutcomeName(pair.label)));
  }
}

// How many pairs get their label, for each threshold.
std::vector<size_t> CountRight(const std::vector<ScoredPair>& pairs) {
  std::vector<size_t> right(kThresholds);
  for (const ScoredPair& pair : pairs) {
    for (size_t i = 0; i < kThresholds; ++i) {
      right[i] += DecideByScores(pair, Threshold(i)) == pair.label ? 1 : 0;
    }
  }
  return right;
}

size_t FirstOfTheBest(const std::vector<size_t>& right) {
  return static_cast<size_t>(std::max_element(right.begin(), right.end()) - right.begin());
}

// Of each threshold the share of pairs that get their label. A pair's verdict changes once at most.
std::vector<ResampledShare> ResampleSweep(const std::vector<ScoredPair>& pairs,
                                          const ClusterBootstrap& bootstrap) {
  auto rows = static_cast<Index>(pairs.size());
  MatrixXd changes = MatrixXd::Zero(rows, kThresholds);
  MatrixXd all = changes;
  all.col(0).setOnes();
  for (Index row = 0; row < rows; ++row) {
    const ScoredPair& pair = pairs[static_cast<size_t>(row)];
    double before = 0;
    for (size_t i = 0; i < kThresholds; ++i) {
      double right = DecideByScores(pair, Threshold(i)) == pair.label ? 1 : 0;
      changes(row, static_cast<Index>(i)) = right - before;
      before = right;
    }
  }
  return ResampleRunningShares(changes, all, bootstrap);
}

// The best threshold's in the whole set, and in each resample the one's that is best there.
Estimate BestOf(const std::vector<ResampledShare>& shares, size_t best) {
  ResampledShare tuned = shares[best];
  for (const ResampledShare& share : shares) {
    for (size_t i = 0; i < tuned.replicates.size(); ++i) {
      tuned.replicates[i] = std::max(tuned.replicates[i], share.replicates[i]);
    }
  }
  return EstimateOf(tuned);
}

}  // namespace

Outcome DecideByScores(const ScoredPair& pair, double threshold) {
  if (std::abs(pair.first - pair.second) <= threshold) {
    return Outcome::kTie;
  }
  return pair.first > pair.second ? Outcome::kFirst : Outcome::kSecond;
}

ThresholdSweep SweepThreshold(const std::vector<ScoredPair>& pairs,
                              const std::vector<size_t>& folds, const ClusterBootstrap& bootstrap) {
  std::for_each(pairs.begin(), pairs.end(), Check);
  ThresholdSweep sweep;
  std::vector<ResampledShare> shares = ResampleSweep(pairs, bootstrap);
  std::transform(shares.begin(), shares.end(), std::back_inserter(sweep.agreement), EstimateOf);
  size_t best = FirstOfTheBest(CountRight(pairs));
  sweep.best_threshold = Threshold(best);
  sweep.best_agreement = BestOf(shares, best);
  sweep.held_out.resize(pairs.size());
  for (const Fold& fold : SplitFolds(folds, pairs.size())) {
    double threshold = Threshold(FirstOfTheBest(CountRight(PickRows(pairs, fold.outside))));
    sweep.fold_threshold.push_back(threshold);
    for (size_t row : fold.inside) {
      sweep.held_out[row] = DecideByScores(pairs[row], threshold);
    }
  }
  return sweep;
}

}  // namespace autoj

#include "metrics/tie_threshold.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include <fmt/format.h>

#include "autoj/error.h"
#include "metrics/folds.h"

namespace autoj {
namespace {

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

}  // namespace

Outcome DecideByScores(const ScoredPair& pair, double threshold) {
  if (std::abs(pair.first - pair.second) <= threshold) {
    return Outcome::kTie;
  }
  return pair.first > pair.second ? Outcome::kFirst : Outcome::kSecond;
}

ThresholdSweep SweepThreshold(const std::vector<ScoredPair>& pairs,
                              const std::vector<size_t>& folds) {
  std::for_each(pairs.begin(), pairs.end(), Check);
  ThresholdSweep sweep;
  std::vector<size_t> right = CountRight(pairs);
  auto share = [&](size_t count) {
    return pairs.empty() ? std::numeric_limits<double>::quiet_NaN()
                         : static_cast<double>(count) / static_cast<double>(pairs.size());
  };
  std::transform(right.begin(), right.end(), std::back_inserter(sweep.agreement), share);
  size_t best = FirstOfTheBest(right);
  sweep.best_threshold = Threshold(best);
  sweep.best_agreement = sweep.agreement[best];
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

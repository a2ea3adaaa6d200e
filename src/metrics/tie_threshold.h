#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "autoj/verdict.h"
#include "metrics/cluster_bootstrap.h"
#include "metrics/estimate.h"

namespace autoj {

/// A reward model's scores of a labelled pair.
struct ScoredPair {
  double first = 0;
  double second = 0;
  Outcome label = Outcome::kTie;
};

/// A tie where the scores differ by no more than `threshold`, else the higher one.
Outcome DecideByScores(const ScoredPair& pair, double threshold);

/// The reference's sweep: thresholds 0, 0.01, ..., 2 (source: its reward-model script), the first
/// of the best: 0 where there are no pairs to choose by.
struct ThresholdSweep {
  std::vector<Estimate> agreement;  ///< Share of pairs that get their label, for each threshold.
  double best_threshold = 0;
  Estimate best_agreement;             ///< Tuned on these very pairs, and each resample on its own.
  std::vector<Outcome> held_out;       ///< Each pair decided by the threshold best on other folds.
  std::vector<double> fold_threshold;  ///< That threshold, by fold.
};
/// `folds`: of each pair its fold; `bootstrap`: a row for each pair. Scores are finite, and labels
/// first, second or tie (else Error(kInternal)).
ThresholdSweep SweepThreshold(const std::vector<ScoredPair>& pairs,
                              const std::vector<size_t>& folds, const ClusterBootstrap& bootstrap);

}  // namespace autoj

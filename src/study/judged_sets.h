#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "baseline/baseline.h"
#include "metrics/cluster_bootstrap.h"
#include "metrics/judged_pair.h"
#include "metrics/tie_threshold.h"
#include "study/labelled_pairs.h"

namespace autoj {

/// How many pairs name no scenario, and have it, or its group, by the judge's classifier alone. It
/// may be sure of the group where it is not of the scenario.
struct ClassifiedPairs {
  size_t scenarios = 0;
  size_t groups = 0;
};

/// A judge's verdicts on labelled pairs, and what they are called.
struct JudgedSet {
  std::string name;  ///< A file, a run, "baseline:longer"; safe for a terminal.
  std::vector<JudgedPair>
      pairs;           ///< In the order of the labelled ones. All in both orders, or none.
  size_t missing = 0;  ///< Pairs that it has not judged yet: its numbers are partial.
  std::optional<ThresholdSweep> threshold;  ///< Where scores became verdicts.
  ClassifiedPairs classified = {};
};

/// By the reference's prediction files: the one of the given order, and the one of the swapped
/// order ("": none), not mapped back. Throws Error(kInput) where one has another number of lines
/// than there are pairs, and where both are one (dataset/predictions.h).
JudgedSet JudgedByFiles(const LabelledPairs& labelled, const std::string& given,
                        const std::string& swapped);

/// By a run; a pair without a scenario has the one, or the group, that the run classified it as.
/// Throws Error(kInput) where it is of other data: an item that is not among the pairs,
/// has other texts or another label; and where its items were not compared as pairs, or some in one
/// order and some in both.
JudgedSet JudgedByRun(const LabelledPairs& labelled, const std::string& folder);

/// By a run's folder, by "A.jsonl" or by "A.jsonl,B.jsonl", the second of the swapped order.
JudgedSet JudgedBySource(const LabelledPairs& labelled, const std::string& source);

/// By a reward model's scores: a pair is decided by the tie threshold that is best on the other
/// folds (drawn from the bootstrap's seed). Scores do not depend on the order: both orders are the
/// same.
JudgedSet JudgedByScores(const LabelledPairs& labelled, const std::string& path, size_t folds,
                         const BootstrapOptions& options);

/// By a baseline; the swapped order only where `both_orders`.
JudgedSet JudgedByBaseline(const std::vector<JudgedPair>& pairs, Baseline baseline,
                           bool both_orders);

/// By the most frequent label of each pair's own scenario, whatever the order: what knowing the
/// labels' distribution comes to.
JudgedSet JudgedByMajority(const std::vector<JudgedPair>& pairs, bool both_orders);

}  // namespace autoj

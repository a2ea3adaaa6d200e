#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "autoj/verdict.h"
#include "dataset/critique_comparisons.h"
#include "metrics/estimate.h"

namespace autoj {

/// So many of a set, as a share of it with an exact interval. Shares are of [0, 1].
struct CountedShare {
  size_t count = 0;
  Estimate share;
};

/// How the judged critiques fared against their references. Items without a readable comparison
/// count as items, and as none of these.
struct CritiqueScore {
  size_t items = 0;
  CountedShare win;
  CountedShare tie;
  CountedShare lose;
  size_t unreadable = 0;
};

/// Auto-J's evaluation of critiques (Eval-C): the share of wins.
struct CritiqueEvaluation {
  CritiqueScore overall;
  /// By the scenario's group; "" holds the items of no scenario that is known, where there are any.
  std::map<std::string, CritiqueScore> groups;
  CritiqueScore first;   ///< The judged critique was shown first.
  CritiqueScore second;  ///< It was shown second.
  /// The share of wins, had all that is unreadable been lost, or won.
  double worst = 0;
  double best = 0;
};

/// Who won a comparison: kFirst the judged critique, kSecond the reference, kTie neither;
/// kUnreadable where the first line of the output does not decide. Source of the rule: Auto-J's
/// script for the evaluation of critiques.
Verdict ReadComparisonVerdict(const CritiqueComparison& comparison);

/// Counts the comparisons, one for each task and at least one.
CritiqueEvaluation EvaluateCritiques(const std::vector<CritiqueTask>& tasks,
                                     const std::vector<CritiqueComparison>& comparisons);

}  // namespace autoj

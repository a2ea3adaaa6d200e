#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "autoj/judgment.h"
#include "autoj/verdict.h"
#include "study/selection.h"

namespace autoj {

/// Two responses to compare, by their indices; the earlier one is the first.
using Pairing = std::pair<int, int>;

/// What came of a comparison.
struct ComparisonResult {
  std::optional<int> winner;  ///< An index; nothing where it is undecided.
  std::optional<DecidedBy> decided_by;
  Outcome verdict = Outcome::kFailed;  ///< The strict one.
};
using ComparisonResults = std::map<Pairing, ComparisonResult>;

/// The winner that both orders agree on; where they do not, or are tied, the one that the mean of
/// their log-odds prefers, if there are probabilities; else nothing.
ComparisonResult ReadComparison(const Pairing& pairing, const ItemJudgment& judged);

/// The comparisons of a tournament, as far as the results carry.
struct TournamentPlan {
  struct Match {
    Pairing pairing;
    int round = 1;
  };
  std::vector<Match> matches;  ///< In their order; those without a result are the last round's.
  bool is_over = false;        ///< Each has a result, and the rest follows from these.
  // Once it is over:
  Verdict verdict;  ///< kSelected, or why nothing was.
  std::optional<int> selected;
  std::optional<DecidedBy> decided_by;
  std::optional<int> runner_up;
};

/// A knock-out among the responses `players`: N - 1 comparisons in about log2 N rounds where each
/// is decided, which is what any scheme needs at least to beat all others, and half of them can be
/// made at once. An undecided comparison knocks nobody out: both go on to meet others. Those that
/// are left, and cannot be told apart, meet everyone else, and the one that won more often is
/// chosen; if there is none, nothing is. A failed comparison ends it. The same results give the
/// same plan: there is no other state.
TournamentPlan PlanTournament(const std::vector<int>& players, const ComparisonResults& results);

}  // namespace autoj

#pragma once

#include <limits>
#include <string>
#include <vector>

#include "metrics/estimate.h"
#include "study/labelled_pairs.h"
#include "study/pairwise_evaluation.h"

namespace autoj {

/// Where a row of a leaderboard comes from.
enum class RowKind {
  kPublished,
  kBaseline,  ///< Needs no model.
  kOwn,       ///< A run of the user's.
};

/// "published", "no model" or "own run".
const char* RowKindName(RowKind kind);

/// A judge on a benchmark. Shares, of [0, 1]; an estimate without an interval was published so, or
/// is known without counting.
struct LeaderboardRow {
  std::string name;
  RowKind kind = RowKind::kPublished;
  Estimate agreement;
  Estimate consistency;  ///< NaN: not told, or one order was judged.
  std::string language;  ///< "" where it is not known.
  std::string source;
};

/// Judges that can be compared: by one definition of agreement, on the same pairs. The best first.
struct LeaderboardTable {
  std::string definition;  ///< DefinitionName.
  std::string note;        ///< DefinitionMeaning.
  std::string data;        ///< "Eval-P", or "pairs" and the beginning of ContentOf.
  std::vector<LeaderboardRow> rows;
};

/// A run of the user's, evaluated.
struct OwnRun {
  std::string content;  ///< ContentOf its pairs.
  PairwiseEvaluation evaluation;
};

/// A hash of pairs and their labels, whatever their order: the same for the same benchmark.
std::string ContentOf(const LabelledPairs& labelled);

/// Whether these are the pairs that the published numbers are of: Eval-P, all of it.
bool IsBenchmark(const LabelledPairs& labelled);

/// Throws Error(kInput) where the run has no labelled pairs, and as EvaluatePairs does.
OwnRun EvaluateRun(const std::string& folder, const PairwiseOptions& options);

/// The published rows (data/leaderboard.yaml) and the runs. A run over Eval-P stands beside the
/// published rows, one over other pairs in a table of its own with the baselines on these. With a
/// `definition` its tables alone; "" takes those under which something was published. Throws
/// Error(kUsage), naming the nearest, for an unknown definition.
std::vector<LeaderboardTable> MakeLeaderboard(const std::vector<OwnRun>& runs,
                                              const std::string& definition);

}  // namespace autoj

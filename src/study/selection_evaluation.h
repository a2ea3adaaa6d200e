#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "dataset/system_scores.h"
#include "metrics/cluster_bootstrap.h"
#include "metrics/estimate.h"
#include "study/candidate_sets.h"

namespace autoj {

struct SelectionEvaluationOptions {
  std::vector<size_t> n;  ///< The best of the first so many; empty: 8, 16, 32, as far as they go.
  BootstrapOptions bootstrap{.resamples = 1000};
};

/// The mean quality of the picks among the first `n` responses, and what others would have come to.
struct PickScore {
  size_t n = 0;
  size_t picks = 0;    ///< Sets with a pick.
  Estimate picked;     ///< Of the judge's picks.
  Estimate random;     ///< Of a random pick: its expectation.
  Estimate oracle;     ///< Of the best.
  Estimate all;        ///< Of all responses, those beyond the first `n` included.
  Estimate advantage;  ///< Picked minus random, by the same resamples.
};

/// Pearson, Spearman, Kendall: in the order of Correlation.
using Correlations = std::array<Estimate, 3>;

/// The sets of one source, or all. Intervals: bootstrap over prompts.
struct SelectionScore {
  std::string source;  ///< "" for all.
  size_t sets = 0;
  size_t prompts = 0;
  size_t responses = 0;
  size_t unrated = 0;  ///< Responses without a rating: never picked, and not correlated.
  std::vector<PickScore> picks;
  Correlations correlations{};  ///< Of rating and quality, over the rated responses.
};

/// A system's mean rating by a judge, held against a reference. NaN ends where the means are given
/// and not computed.
struct SystemMean {
  std::string system;
  Estimate rating;
  Estimate reference;
};

/// Systems' mean ratings held against a reference. Intervals of correlations: bootstrap over
/// systems; NaN for fewer than three, where a correlation says nothing.
struct SystemEvaluation {
  std::vector<SystemMean> systems;
  Correlations correlations{};
};

struct SelectionEvaluation {
  std::string name;
  std::string judge;
  std::string quality;
  bool by_tournament = false;  ///< Nothing is rated: picks alone.
  size_t missing = 0;
  SelectionScore all;
  std::vector<SelectionScore> sources;      ///< Each one's, where there are several.
  std::optional<SystemEvaluation> systems;  ///< By the sources' means, where there are several.
};

/// Of a tournament's sets the picks among all responses: N is how many the largest set has. Throws
/// Error(kInput), naming the set, where an N is larger than its responses are many; Error(kUsage)
/// for an N of 0, and for any with a tournament.
SelectionEvaluation EvaluateSelection(const CandidateSets& sets,
                                      const SelectionEvaluationOptions& options);

SystemEvaluation EvaluateSystems(std::vector<SystemMean> systems, const BootstrapOptions& options);

/// The same of means that are given: these have no intervals.
SystemEvaluation EvaluateGivenSystems(const std::vector<SystemScore>& systems,
                                      const BootstrapOptions& options);

}  // namespace autoj

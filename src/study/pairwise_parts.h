#pragma once

#include <vector>

#include "metrics/cluster_bootstrap.h"
#include "study/pairwise_evaluation.h"

namespace autoj {

/// The parts of an evaluation that have a source of their own. `pairs` are the judge's, at least
/// one; `bootstrap` is over their clusters.

/// Of each pair its cluster, without gaps.
std::vector<size_t> ClustersOf(const std::vector<JudgedPair>& pairs);

/// The definition of the headline number.
PairDefinition MainDefinition(const std::vector<JudgedPair>& pairs, const PairwiseOptions& options);

/// The whole, groups and scenarios.
void ScoreParts(const std::vector<JudgedPair>& pairs, PairDefinition definition,
                const ClusterBootstrap& bootstrap, PairwiseEvaluation* evaluation);

/// Every definition, with and without ties. `beside_published`: with the published numbers.
std::vector<DefinedScore> ScoreDefinitions(const std::vector<JudgedPair>& pairs,
                                           bool beside_published,
                                           const ClusterBootstrap& bootstrap);

/// Judges without a model, and the comparisons with those that decide pairs and with `others`.
void CompareJudges(const std::vector<JudgedPair>& pairs, const std::vector<JudgedSet>& others,
                   PairDefinition definition, const ClusterBootstrap& bootstrap,
                   PairwiseEvaluation* evaluation);

/// Nothing where no pair has probabilities. Where some have none, the others are resampled alone.
std::optional<ProbabilityReport> ReportProbabilities(const std::vector<JudgedPair>& pairs,
                                                     const PairwiseOptions& options,
                                                     const ClusterBootstrap& bootstrap);

/// Of the orders that the definition looks at.
StylePreference PreferStyle(const std::vector<JudgedPair>& pairs, PairDefinition definition,
                            const PairwiseOptions& options);

}  // namespace autoj

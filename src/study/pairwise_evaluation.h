#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "autoj/verdict.h"
#include "metrics/abstention.h"
#include "metrics/cluster_bootstrap.h"
#include "metrics/estimate.h"
#include "metrics/pair_definition.h"
#include "metrics/probability_fit.h"
#include "metrics/tie_threshold.h"
#include "study/judged_sets.h"

namespace autoj {

/// What is counted, and how.
struct PairwiseOptions {
  bool single = false;  ///< Only the given order counts, as the reference's --type single.
  BootstrapOptions bootstrap;
  size_t folds = 5;               ///< Of cross-validation.
  double wanted_accuracy = 0.8;   ///< For the choice of an abstention threshold.
  bool beside_published = false;  ///< These are the pairs that published numbers are of.
};

/// A share of pairs, of [0, 1], with what it could have been, had all that is undecided been
/// decided against it, or for it. NaN for no pairs.
struct BoundedEstimate {
  Estimate estimate;
  CreditBounds bounds;
};

/// Agreement and consistency of a set or a part of it.
struct PairScore {
  std::string name;  ///< Of a group or scenario; "" of the whole.
  size_t items = 0;
  BoundedEstimate agreement;    ///< By the main definition: both orders, or the given one alone.
  BoundedEstimate consistency;  ///< NaN where one order counts.
};

/// Agreement under one definition.
struct DefinedScore {
  std::string name;       ///< DefinitionName.
  std::string note;       ///< DefinitionNote, or DefinitionMeaning on other pairs than Eval-P.
  std::string published;  ///< DefinitionPublished; "" on other pairs.
  size_t items = 0;       ///< Pairs to which it applies.
  BoundedEstimate share;
};

/// A judge without a model on the same pairs.
struct BaselineScore {
  std::string name;  ///< "longer", ..., "majority" (the scenario's most frequent label), "random".
  Estimate agreement;    ///< By the main definition.
  Estimate given_order;  ///< By one call in the given order.
};

/// Another judge on the same pairs, by the main definition.
struct Comparison {
  std::string name;
  size_t items = 0;      ///< Pairs that both have judged.
  Estimate agreement;    ///< The other's on these.
  size_t only_this = 0;  ///< Right where the other is wrong.
  size_t only_other = 0;
  Estimate difference;   ///< This minus other, by the same resamples.
  double mcnemar = 1;    ///< Exact p-value; takes pairs as independent.
  double bootstrap = 1;  ///< p-value of the clustered bootstrap; too small for few prompts.
  double holm = 1;       ///< The larger of both, adjusted for all comparisons made here.
  /// The smallest difference that such a set shows with power 0.8, at 0.05, where the two disagree
  /// as often as here (metrics/paired_difference.h); NaN where they never do.
  double detectable = 0;
};

/// What verdict probabilities are worth.
struct ProbabilityReport {
  size_t forecasts = 0;
  double wanted_accuracy = 0;
  CrossValidatedFit fit;
  std::vector<AbstentionPoint> curve;
  AbstentionChoice choice;
};

/// Whether a preference for looks explains agreement: how the judge's choice of a response depends
/// on style, beside how the label's does. Length, headers, lists, bold: log-odds per unit of
/// metrics/style.h.
struct StylePreference {
  std::array<Estimate, 4> judge;
  std::array<Estimate, 4> label;
};

struct PairwiseEvaluation {
  std::string name;
  bool both_orders = true;  ///< The main definition.
  size_t items = 0;
  size_t prompts = 0;  ///< Clusters.
  size_t missing = 0;
  ClassifiedPairs classified;
  PairScore overall;
  std::vector<PairScore> groups;     ///< All eight, in the paper's order, those without pairs too.
  std::vector<PairScore> scenarios;  ///< Those that occur: ours in the paper's order, then others.
  std::vector<DefinedScore> definitions;
  std::vector<std::pair<Outcome, size_t>> outcomes;  ///< Of the items, all kinds.
  std::vector<BaselineScore> baselines;
  std::vector<Comparison> comparisons;  ///< With the baselines, then with the other judges.
  std::optional<ProbabilityReport> probabilities;
  StylePreference style;
  std::optional<ThresholdSweep> threshold;  ///< Where scores became verdicts.
};

/// Evaluates a judge. `others` are compared on the pairs (by id) that both have judged. Throws
/// Error(kInput) for a set without pairs, and where another judge was not asked in the orders that
/// are compared.
PairwiseEvaluation EvaluatePairs(const JudgedSet& judge, const std::vector<JudgedSet>& others,
                                 const PairwiseOptions& options);

}  // namespace autoj

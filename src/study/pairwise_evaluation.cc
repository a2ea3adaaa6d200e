#include "study/pairwise_evaluation.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "autoj/error.h"
#include "study/pairwise_parts.h"

namespace autoj {
namespace {

// What an item without a verdict in one of its orders is called: as judge/combine.h, the worst.
constexpr Outcome kWorstFirst[] = {Outcome::kFailed, Outcome::kTooLong, Outcome::kRefused,
                                   Outcome::kTruncated, Outcome::kUnreadable};

Outcome StrictOutcome(const JudgedPair& pair, bool both_orders) {
  if (!both_orders) {
    return pair.given;
  }
  for (Outcome outcome : kWorstFirst) {
    if (pair.given == outcome || pair.swapped == outcome) {
      return outcome;
    }
  }
  return pair.given == pair.swapped ? pair.given : Outcome::kInconsistent;
}

std::vector<std::pair<Outcome, size_t>> CountOutcomes(const std::vector<JudgedPair>& pairs,
                                                      bool both_orders) {
  std::vector<std::pair<Outcome, size_t>> counts = {
      {Outcome::kFirst, 0},        {Outcome::kSecond, 0},     {Outcome::kTie, 0},
      {Outcome::kInconsistent, 0}, {Outcome::kUnreadable, 0}, {Outcome::kTruncated, 0},
      {Outcome::kTooLong, 0},      {Outcome::kRefused, 0},    {Outcome::kFailed, 0}};
  for (const JudgedPair& pair : pairs) {
    Outcome outcome = StrictOutcome(pair, both_orders);
    auto count = std::find_if(counts.begin(), counts.end(),
                              [&](const auto& one) { return one.first == outcome; });
    ++count->second;
  }
  return counts;
}

}  // namespace

std::vector<size_t> ClustersOf(const std::vector<JudgedPair>& pairs) {
  std::vector<std::string> keys;
  keys.reserve(pairs.size());
  for (const JudgedPair& pair : pairs) {
    keys.push_back(std::to_string(pair.cluster));
  }
  return NumberClusters(keys);
}

PairwiseEvaluation EvaluatePairs(const JudgedSet& judge, const std::vector<JudgedSet>& others,
                                 const PairwiseOptions& options) {
  const std::vector<JudgedPair>& pairs = judge.pairs;
  if (pairs.empty()) {
    throw Error(ErrorKind::kInput, fmt::format("{}: no labelled pair is judged", judge.name));
  }
  ClusterBootstrap bootstrap(ClustersOf(pairs), options.bootstrap);
  PairDefinition definition = MainDefinition(pairs, options);
  PairwiseEvaluation evaluation;
  evaluation.name = judge.name;
  evaluation.both_orders = definition == PairDefinition::kBothOrders;
  evaluation.items = pairs.size();
  evaluation.prompts = bootstrap.clusters();
  evaluation.missing = judge.missing;
  evaluation.classified = judge.classified;
  evaluation.threshold = judge.threshold;
  evaluation.outcomes = CountOutcomes(pairs, evaluation.both_orders);
  ScoreParts(pairs, definition, bootstrap, &evaluation);
  evaluation.definitions = ScoreDefinitions(pairs, options.beside_published, bootstrap);
  CompareJudges(pairs, others, definition, bootstrap, &evaluation);
  evaluation.probabilities = ReportProbabilities(pairs, options, bootstrap);
  evaluation.style = PreferStyle(pairs, definition, options);
  return evaluation;
}

}  // namespace autoj

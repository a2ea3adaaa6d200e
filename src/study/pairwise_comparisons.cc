#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "metrics/paired_difference.h"
#include "metrics/resampled_share.h"
#include "study/pairwise_parts.h"

namespace autoj {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<double> CreditsOf(const JudgedSet& set, PairDefinition definition) {
  std::vector<double> credits;
  for (const JudgedPair& pair : set.pairs) {
    credits.push_back(Credit(definition, pair).value_or(kNaN));
  }
  return credits;
}

std::vector<JudgedSet> JudgesWithoutModel(const std::vector<JudgedPair>& pairs, bool both_orders) {
  std::vector<JudgedSet> sets;
  for (Baseline baseline : AllBaselines()) {
    sets.push_back(JudgedByBaseline(pairs, baseline, both_orders));
  }
  sets.push_back(JudgedByMajority(pairs, both_orders));
  return sets;
}

std::vector<BaselineScore> ScoreBaselines(const std::vector<JudgedSet>& sets,
                                          PairDefinition definition,
                                          const ClusterBootstrap& bootstrap) {
  std::vector<std::vector<double>> columns;
  for (const JudgedSet& set : sets) {
    columns.push_back(CreditsOf(set, definition));
    columns.push_back(CreditsOf(set, PairDefinition::kGivenOrder));
  }
  std::vector<ResampledShare> shares = ResampleShares(columns, bootstrap);
  std::vector<BaselineScore> scores;
  for (size_t i = 0; i < sets.size(); ++i) {
    scores.push_back({sets[i].name.substr(sets[i].name.find(':') + 1), EstimateOf(shares[2 * i]),
                      EstimateOf(shares[2 * i + 1])});
  }
  // One of three verdicts, drawn anew in each order: known without counting.
  constexpr double kOnce = 1.0 / 3;
  double agreement = definition == PairDefinition::kBothOrders ? kOnce * kOnce : kOnce;
  scores.push_back({"random", {agreement, agreement, agreement}, {kOnce, kOnce, kOnce}});
  return scores;
}

// Another judge's pair by its id.
using Finder = std::unordered_map<std::string, const JudgedPair*>;

Finder FinderOf(const JudgedSet& set) {
  Finder finder;
  for (const JudgedPair& pair : set.pairs) {
    finder[pair.id] = &pair;
  }
  return finder;
}

// Pair by pair; NaN where the other did not judge.
struct Opposed {
  std::vector<double> credits;      // the other's
  std::vector<double> differences;  // own minus the other's
};

// Fills in what is counted.
Opposed Oppose(const std::vector<JudgedPair>& pairs, const JudgedSet& other,
               PairDefinition definition, Comparison* comparison) {
  comparison->name = other.name;
  Finder finder = FinderOf(other);
  std::vector<double> none(pairs.size(), kNaN);
  Opposed opposed{none, none};
  for (size_t i = 0; i < pairs.size(); ++i) {
    auto found = finder.find(pairs[i].id);
    if (found == finder.end()) {
      continue;
    }
    std::optional<double> others = Credit(definition, *found->second);
    if (!others) {
      throw Error(ErrorKind::kInput,
                  fmt::format("{}: judged in one order, which cannot be compared with both; give "
                              "its verdicts on the swapped order too, or --type single",
                              other.name));
    }
    double own = *Credit(definition, pairs[i]);
    opposed.credits[i] = *others;
    opposed.differences[i] = own - *others;
    ++comparison->items;
    comparison->only_this += own > *others ? 1u : 0u;
    comparison->only_other += own < *others ? 1u : 0u;
  }
  if (comparison->items == 0) {
    throw Error(ErrorKind::kInput, fmt::format("{}: has judged none of these pairs", other.name));
  }
  return opposed;
}

// A single prompt says nothing; nor do judges that never differ say what could be seen.
void TakeDifference(const ResampledShare& difference, double null_error, Comparison* comparison) {
  comparison->difference = PercentileInterval(difference.value, difference.replicates);
  bool is_told = difference.clusters > 1;
  comparison->bootstrap = is_told ? BootstrapPValue(difference.replicates) : kNaN;
  comparison->detectable = is_told && null_error > 0 ? SmallestDetectable(null_error) : kNaN;
}

std::vector<Comparison> CompareWith(const std::vector<JudgedPair>& pairs,
                                    const std::vector<const JudgedSet*>& others,
                                    PairDefinition definition, const ClusterBootstrap& bootstrap) {
  std::vector<Comparison> comparisons(others.size());
  std::vector<size_t> clusters = ClustersOf(pairs);
  std::vector<double> null_errors;
  std::vector<std::vector<double>> columns;
  for (size_t i = 0; i < others.size(); ++i) {
    Opposed opposed = Oppose(pairs, *others[i], definition, &comparisons[i]);
    null_errors.push_back(NullStandardError(opposed.differences, clusters));
    columns.push_back(std::move(opposed.credits));
    columns.push_back(std::move(opposed.differences));
  }
  std::vector<ResampledShare> shares = ResampleShares(columns, bootstrap);
  std::vector<double> p_values;
  for (size_t i = 0; i < others.size(); ++i) {
    Comparison& comparison = comparisons[i];
    const ResampledShare& difference = shares[2 * i + 1];
    comparison.agreement = EstimateOf(shares[2 * i]);
    comparison.mcnemar = McNemarExact(comparison.only_this, comparison.only_other);
    TakeDifference(difference, null_errors[i], &comparison);
    p_values.push_back(std::isnan(comparison.bootstrap)
                           ? kNaN
                           : std::max(comparison.mcnemar, comparison.bootstrap));
  }
  std::vector<double> adjusted = HolmAdjusted(p_values);
  for (size_t i = 0; i < others.size(); ++i) {
    comparisons[i].holm = adjusted[i];
  }
  return comparisons;
}

}  // namespace

void CompareJudges(const std::vector<JudgedPair>& pairs, const std::vector<JudgedSet>& others,
                   PairDefinition definition, const ClusterBootstrap& bootstrap,
                   PairwiseEvaluation* evaluation) {
  bool both_orders = definition == PairDefinition::kBothOrders;
  std::vector<JudgedSet> baselines = JudgesWithoutModel(pairs, both_orders);
  evaluation->baselines = ScoreBaselines(baselines, definition, bootstrap);
  std::vector<const JudgedSet*> all;
  for (const std::vector<JudgedSet>* sets : {&std::as_const(baselines), &others}) {
    for (const JudgedSet& set : *sets) {
      all.push_back(&set);
    }
  }
  evaluation->comparisons = CompareWith(pairs, all, definition, bootstrap);
}

}  // namespace autoj

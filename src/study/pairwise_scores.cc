#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <map>
#include <set>

#include "metrics/resampled_share.h"
#include "scenario/scenario_table.h"
#include "study/pairwise_parts.h"

namespace autoj {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr size_t kPartsAtOnce = 100;  // a user may have any number of scenarios: bounds memory

// What a share is the mean of, and between what bounds; nothing for pairs that it does not count.
struct Measure {
  std::function<std::optional<double>(const JudgedPair&)> value;
  std::function<std::optional<CreditBounds>(const JudgedPair&)> bounds;
};

Measure AgreementBy(PairDefinition definition) {
  return {[definition](const JudgedPair& pair) { return Credit(definition, pair); },
          [definition](const JudgedPair& pair) { return BoundCredit(definition, pair); }};
}

Measure Consistency() {
  return {[](const JudgedPair& pair) -> std::optional<double> {
            std::optional<bool> consistent = IsConsistent(pair);
            return consistent ? std::optional<double>(*consistent ? 1 : 0) : std::nullopt;
          },
          BoundConsistency};
}

Measure Nothing() {
  return {[](const JudgedPair&) { return std::nullopt; },
          [](const JudgedPair&) { return std::nullopt; }};
}

using Member = std::function<bool(const JudgedPair&)>;

std::vector<double> ColumnOf(const std::vector<JudgedPair>& pairs, const Measure& measure,
                             const Member& is_member) {
  std::vector<double> column;
  column.reserve(pairs.size());
  for (const JudgedPair& pair : pairs) {
    column.push_back(is_member(pair) ? measure.value(pair).value_or(kNaN) : kNaN);
  }
  return column;
}

CreditBounds MeanBounds(const std::vector<JudgedPair>& pairs, const Measure& measure,
                        const Member& is_member) {
  CreditBounds sum;
  double count = 0;
  for (const JudgedPair& pair : pairs) {
    std::optional<CreditBounds> bounds =
        is_member(pair) ? measure.bounds(pair) : std::optional<CreditBounds>();
    if (bounds) {
      sum.worst += bounds->worst;
      sum.best += bounds->best;
      ++count;
    }
  }
  return {sum.worst / count, sum.best / count};  // NaN for none
}

struct Part {
  std::string name;
  Member is_member;
};

std::string ScenarioOf(const JudgedPair& pair) {
  const Scenario* ours = FindScenario(pair.scenario);
  return ours != nullptr ? ours->name : pair.scenario;
}

std::string GroupOf(const JudgedPair& pair) {
  const Scenario* ours = FindScenario(pair.scenario);
  return ours != nullptr ? ours->group : pair.group;
}

std::vector<Part> GroupParts() {
  std::vector<Part> parts;
  for (const std::string& group : AllGroups()) {
    parts.push_back({group, [group](const JudgedPair& pair) { return GroupOf(pair) == group; }});
  }
  return parts;
}

std::vector<Part> ScenarioParts(const std::vector<JudgedPair>& pairs) {
  std::set<std::string> names;
  for (const JudgedPair& pair : pairs) {
    names.insert(ScenarioOf(pair));
  }
  names.erase("");
  std::vector<std::string> ordered;
  for (const Scenario& ours : AllScenarios()) {
    if (names.erase(ours.name) > 0) {
      ordered.push_back(ours.name);
    }
  }
  ordered.insert(ordered.end(), names.begin(), names.end());
  std::vector<Part> parts;
  parts.reserve(ordered.size());
  for (const std::string& name : ordered) {
    parts.push_back({name, [name](const JudgedPair& pair) { return ScenarioOf(pair) == name; }});
  }
  return parts;
}

std::vector<PairScore> Score(const std::vector<Part>& parts, const std::vector<JudgedPair>& pairs,
                             PairDefinition definition, const ClusterBootstrap& bootstrap) {
  bool both = definition == PairDefinition::kBothOrders;
  Measure agreement = AgreementBy(definition);
  Measure consistency = both ? Consistency() : Nothing();
  std::vector<std::vector<double>> columns;
  for (const Part& part : parts) {
    columns.push_back(ColumnOf(pairs, agreement, part.is_member));
    columns.push_back(ColumnOf(pairs, consistency, part.is_member));
  }
  std::vector<ResampledShare> shares = ResampleShares(columns, bootstrap);
  std::vector<PairScore> scores;
  for (size_t i = 0; i < parts.size(); ++i) {
    const auto& [name, is_member] = parts[i];
    scores.push_back({name,
                      shares[2 * i].rows,
                      {EstimateOf(shares[2 * i]), MeanBounds(pairs, agreement, is_member)},
                      {EstimateOf(shares[2 * i + 1]), MeanBounds(pairs, consistency, is_member)}});
  }
  return scores;
}

struct Counted {
  ResampledShare share;
  CreditBounds bounds;
};

// The better of the two single orders, in the whole set and in each resample anew.
Counted Better(const Counted& given, const Counted& swapped) {
  Counted best = swapped;
  if (best.share.rows == 0) {
    return best;
  }
  best.share.value = std::max(given.share.value, swapped.share.value);
  for (size_t i = 0; i < best.share.replicates.size(); ++i) {
    best.share.replicates[i] = std::max(given.share.replicates[i], swapped.share.replicates[i]);
  }
  best.bounds = {std::max(given.bounds.worst, swapped.bounds.worst),
                 std::max(given.bounds.best, swapped.bounds.best)};
  return best;
}

using CountedDefinitions = std::map<PairDefinition, Counted>;

// Of all pairs, and of those whose label is no tie: by the same resamples, drawn once.
std::array<CountedDefinitions, 2> CountAll(const std::vector<JudgedPair>& pairs,
                                           const ClusterBootstrap& bootstrap) {
  const Member members[] = {[](const JudgedPair&) { return true; },
                            [](const JudgedPair& pair) { return pair.label != Outcome::kTie; }};
  std::vector<PairDefinition> of_pairs = AllPairDefinitions();
  of_pairs.erase(std::find(of_pairs.begin(), of_pairs.end(), PairDefinition::kBestOrder));
  std::vector<std::vector<double>> columns;
  for (const Member& is_member : members) {
    for (PairDefinition definition : of_pairs) {
      columns.push_back(ColumnOf(pairs, AgreementBy(definition), is_member));
    }
  }
  std::vector<ResampledShare> shares = ResampleShares(columns, bootstrap);
  std::array<CountedDefinitions, 2> all;
  for (size_t i = 0; i < shares.size(); ++i) {
    size_t part = i / of_pairs.size();
    PairDefinition definition = of_pairs[i % of_pairs.size()];
    all[part][definition] = {std::move(shares[i]),
                             MeanBounds(pairs, AgreementBy(definition), members[part])};
  }
  for (CountedDefinitions& counted : all) {
    counted[PairDefinition::kBestOrder] =
        Better(counted[PairDefinition::kGivenOrder], counted[PairDefinition::kSwappedOrder]);
  }
  return all;
}

}  // namespace

PairDefinition MainDefinition(const std::vector<JudgedPair>& pairs,
                              const PairwiseOptions& options) {
  return options.single || !pairs.front().swapped ? PairDefinition::kGivenOrder
                                                  : PairDefinition::kBothOrders;
}

void ScoreParts(const std::vector<JudgedPair>& pairs, PairDefinition definition,
                const ClusterBootstrap& bootstrap, PairwiseEvaluation* evaluation) {
  std::vector<Part> parts = {{"", [](const JudgedPair&) { return true; }}};
  for (const std::vector<Part>& more : {GroupParts(), ScenarioParts(pairs)}) {
    parts.insert(parts.end(), more.begin(), more.end());
  }
  std::vector<PairScore> scores;
  for (size_t begin = 0; begin < parts.size(); begin += kPartsAtOnce) {
    auto first = parts.begin() + static_cast<std::ptrdiff_t>(begin);
    auto last = first + static_cast<std::ptrdiff_t>(std::min(kPartsAtOnce, parts.size() - begin));
    for (PairScore& score : Score({first, last}, pairs, definition, bootstrap)) {
      scores.push_back(std::move(score));
    }
  }
  auto groups_end = scores.begin() + 1 + static_cast<std::ptrdiff_t>(AllGroups().size());
  evaluation->overall = scores.front();
  evaluation->groups.assign(scores.begin() + 1, groups_end);
  evaluation->scenarios.assign(groups_end, scores.end());
}

std::vector<DefinedScore> ScoreDefinitions(const std::vector<JudgedPair>& pairs,
                                           bool beside_published,
                                           const ClusterBootstrap& bootstrap) {
  std::vector<DefinedScore> scores;
  std::array<CountedDefinitions, 2> all = CountAll(pairs, bootstrap);
  for (bool without_ties : {false, true}) {
    for (PairDefinition definition : AllPairDefinitions()) {
      const auto& [share, bounds] = all[without_ties ? 1 : 0].at(definition);
      scores.push_back({DefinitionName(definition, without_ties),
                        beside_published ? DefinitionNote(definition, without_ties)
                                         : DefinitionMeaning(definition, without_ties),
                        beside_published ? DefinitionPublished(definition, without_ties) : "",
                        share.rows,
                        {EstimateOf(share), bounds}});
    }
  }
  return scores;
}

}  // namespace autoj

#include "study/judged_sets.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "autoj/run.h"
#include "base/json_lines.h"
#include "base/text.h"
#include "dataset/label.h"
#include "dataset/predictions.h"
#include "dataset/record.h"
#include "dataset/reward_scores.h"
#include "metrics/probability_fit.h"

namespace autoj {
namespace {

void CheckCount(const std::string& file, size_t lines, const LabelledPairs& labelled) {
  if (lines != labelled.pairs.size()) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: {} verdicts, where {} has {} pairs: it belongs to other data",
                            InputName(file), lines, labelled.source, labelled.pairs.size()));
  }
}

std::optional<PairProbabilities> ProbabilitiesOf(const ItemJudgment& judged) {
  if (judged.probabilities.empty()) {
    return std::nullopt;
  }
  PairProbabilities probabilities{};
  for (const Alternative& one : judged.probabilities) {
    size_t place = one.verdict.outcome == Outcome::kFirst    ? 0
                   : one.verdict.outcome == Outcome::kSecond ? 1
                                                             : 2;
    probabilities.at(place) = one.probability;
  }
  return probabilities;
}

void TakeVerdicts(const ItemJudgment& judged, JudgedPair* pair) {
  pair->given = judged.judgments.front().verdict.outcome;
  pair->probabilities = ProbabilitiesOf(judged);
  if (judged.judgments.size() == 2) {
    pair->swapped = judged.judgments.back().verdict.outcome;
    if (pair->probabilities) {
      pair->averaged = judged.averaged.value_or(Outcome::kUnreadable);
    }
  }
}

// What the pair itself does not say.
void TakeScenario(const ItemJudgment& judged, JudgedPair* pair, ClassifiedPairs* classified) {
  if (!pair->scenario.empty() || !judged.criteria) {
    return;
  }
  CriteriaSource source = judged.criteria->source;
  if (source == CriteriaSource::kClassified) {
    pair->scenario = judged.criteria->scenario.value_or("");
  } else if (source == CriteriaSource::kUnsure) {
    pair->group = judged.criteria->group.value_or("");
  }
  bool is_classified = source == CriteriaSource::kClassified || source == CriteriaSource::kUnsure;
  classified->scenarios += pair->scenario.empty() ? 0 : 1;
  classified->groups += is_classified && judged.criteria->group ? 1 : 0;
}

// The place of a run's item among the labelled pairs.
size_t Match(const LabelledPairs& labelled, const Item& item, const ItemJudgment& judged,
             const std::string& where) {
  if (judged.kind != ItemKind::kPair) {
    FailRecord(where, "was rated by itself; eval pairwise needs a run that compared pairs");
  }
  auto place = labelled.places.find(item.id);
  if (place == labelled.places.end()) {
    FailRecord(where, fmt::format("is not in {}: the run is of other data", labelled.source));
  }
  if (labelled.contents[place->second] != HashContent(item)) {
    FailRecord(where, fmt::format("has other texts than in {}: the run is of other data",
                                  labelled.source));
  }
  Outcome label = labelled.pairs[place->second].label;
  if (item.label && ParseLabel(*item.label, where) != label) {
    FailRecord(where,
               fmt::format("has the label {}, where {} says \"{}\"", EscapeForTerminal(*item.label),
                           labelled.source, OutcomeName(label)));
  }
  return place->second;
}

void CheckOrders(const JudgedSet& set) {
  auto one_order = [](const JudgedPair& pair) { return !pair.swapped; };
  auto single = std::find_if(set.pairs.begin(), set.pairs.end(), one_order);
  auto both = std::find_if_not(set.pairs.begin(), set.pairs.end(), one_order);
  if (single != set.pairs.end() && both != set.pairs.end()) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: item \"{}\" was judged in one order, \"{}\" in both; judge all "
                            "again with the same --orders",
                            set.name, EscapeForTerminal(single->id), EscapeForTerminal(both->id)));
  }
}

}  // namespace

JudgedSet JudgedByFiles(const LabelledPairs& labelled, const std::string& given,
                        const std::string& swapped) {
  JudgedSet set{InputName(given), labelled.pairs, 0, std::nullopt};
  std::vector<std::string> ids(labelled.pairs.size());
  std::transform(labelled.pairs.begin(), labelled.pairs.end(), ids.begin(),
                 [](const JudgedPair& pair) { return pair.id; });
  std::vector<Outcome> outcomes = ReadPredictions(given, ids);
  CheckCount(given, outcomes.size(), labelled);
  for (size_t i = 0; i < outcomes.size(); ++i) {
    set.pairs[i].given = outcomes[i];
  }
  if (!swapped.empty()) {
    CheckOtherOrder(given, swapped, outcomes);
    outcomes = ReadPredictions(swapped, ids);
    CheckCount(swapped, outcomes.size(), labelled);
    for (size_t i = 0; i < outcomes.size(); ++i) {
      set.pairs[i].swapped = Swapped(outcomes[i]);
    }
  }
  return set;
}

JudgedSet JudgedByRun(const LabelledPairs& labelled, const std::string& folder) {
  JudgedSet set{EscapeForTerminal(folder), {}, 0, std::nullopt};
  std::vector<std::pair<size_t, JudgedPair>> judged_pairs;
  size_t unfinished = RunReader(folder).ForEach([&](const Item& item, const ItemJudgment& judged) {
    std::string where = fmt::format("{}: item \"{}\"", set.name, EscapeForTerminal(item.id));
    size_t place = Match(labelled, item, judged, where);
    judged_pairs.emplace_back(place, labelled.pairs[place]);
    TakeVerdicts(judged, &judged_pairs.back().second);
    TakeScenario(judged, &judged_pairs.back().second, &set.classified);
  });
  std::sort(judged_pairs.begin(), judged_pairs.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [place, pair] : judged_pairs) {
    set.pairs.push_back(std::move(pair));
  }
  // The labels may be the run's own: then what is unfinished is not among them.
  set.missing = std::max(unfinished, labelled.pairs.size() - set.pairs.size());
  CheckOrders(set);
  return set;
}

JudgedSet JudgedBySource(const LabelledPairs& labelled, const std::string& source) {
  std::error_code ignored;
  if (std::filesystem::is_directory(source, ignored)) {
    return JudgedByRun(labelled, source);
  }
  size_t comma = source.find(',');
  return comma == std::string::npos
             ? JudgedByFiles(labelled, source, "")
             : JudgedByFiles(labelled, source.substr(0, comma), source.substr(comma + 1));
}

JudgedSet JudgedByScores(const LabelledPairs& labelled, const std::string& path, size_t folds,
                         const BootstrapOptions& options) {
  std::vector<PairOfScores> scores = ReadRewardScores(path);
  CheckCount(path, scores.size(), labelled);
  std::vector<ScoredPair> scored;
  std::vector<size_t> clusters;
  for (size_t i = 0; i < scores.size(); ++i) {
    scored.push_back({scores[i].first, scores[i].second, labelled.pairs[i].label});
    clusters.push_back(labelled.pairs[i].cluster);
  }
  JudgedSet set{InputName(path), labelled.pairs, 0,
                SweepThreshold(scored, FoldsOf(clusters, folds, options.seed),
                               ClusterBootstrap(clusters, options))};
  for (size_t i = 0; i < set.pairs.size(); ++i) {
    set.pairs[i].given = set.threshold->held_out[i];
    set.pairs[i].swapped = set.pairs[i].given;
  }
  return set;
}

JudgedSet JudgedByBaseline(const std::vector<JudgedPair>& pairs, Baseline baseline,
                           bool both_orders) {
  JudgedSet set{std::string("baseline:") + BaselineName(baseline), {}, 0, std::nullopt};
  for (const JudgedPair& pair : pairs) {
    JudgedPair judged = pair;
    size_t first = pair.first_style.length;
    size_t second = pair.second_style.length;
    judged.given = JudgeByBaseline(baseline, first, second);
    judged.swapped.reset();
    if (both_orders) {
      judged.swapped = Swapped(JudgeByBaseline(baseline, second, first));
    }
    set.pairs.push_back(std::move(judged));
  }
  return set;
}

JudgedSet JudgedByMajority(const std::vector<JudgedPair>& pairs, bool both_orders) {
  std::map<std::string, std::map<Outcome, size_t>> labels;
  for (const JudgedPair& pair : pairs) {
    ++labels[pair.scenario][pair.label];
  }
  JudgedSet set{"baseline:majority", {}, 0, std::nullopt};
  for (const JudgedPair& pair : pairs) {
    const std::map<Outcome, size_t>& counts = labels.at(pair.scenario);
    JudgedPair judged = pair;
    judged.given = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
                     return a.second < b.second;
                   })->first;
    judged.swapped = both_orders ? std::optional<Outcome>(judged.given) : std::nullopt;
    set.pairs.push_back(std::move(judged));
  }
  return set;
}

}  // namespace autoj

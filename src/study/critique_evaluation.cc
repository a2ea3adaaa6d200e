#include "study/critique_evaluation.h"

#include "protocol/protocol.h"
#include "scenario/scenario_table.h"

namespace autoj {
namespace {

void Count(Outcome outcome, CritiqueScore* score) {
  ++score->items;
  size_t* count = outcome == Outcome::kFirst    ? &score->win.count
                  : outcome == Outcome::kSecond ? &score->lose.count
                  : outcome == Outcome::kTie    ? &score->tie.count
                                                : &score->unreadable;
  ++*count;
}

void ComputeShares(CritiqueScore* score) {
  for (CountedShare* one : {&score->win, &score->tie, &score->lose}) {
    one->share = ExactShare(one->count, score->items);
  }
}

std::string GroupOf(const CritiqueTask& task) {
  const Scenario* scenario = task.scenario ? FindScenario(*task.scenario) : nullptr;
  return scenario != nullptr ? scenario->group : "";
}

}  // namespace

Verdict ReadComparisonVerdict(const CritiqueComparison& comparison) {
  // The rule is the same in both languages: the letters are.
  static const VerdictRule rule = LoadProtocol("critique-judge", "en").verdict;
  Verdict verdict = ReadVerdict(rule, comparison.output);
  if (comparison.exchange) {
    verdict.outcome = Swapped(verdict.outcome);
  }
  return verdict;
}

CritiqueEvaluation EvaluateCritiques(const std::vector<CritiqueTask>& tasks,
                                     const std::vector<CritiqueComparison>& comparisons) {
  CritiqueEvaluation evaluation;
  for (size_t i = 0; i < comparisons.size(); ++i) {
    Outcome outcome = ReadComparisonVerdict(comparisons[i]).outcome;
    Count(outcome, &evaluation.overall);
    Count(outcome, &evaluation.groups[GroupOf(tasks[i])]);
    Count(outcome, comparisons[i].exchange ? &evaluation.second : &evaluation.first);
  }
  ComputeShares(&evaluation.overall);
  ComputeShares(&evaluation.first);
  ComputeShares(&evaluation.second);
  for (auto& group : evaluation.groups) {
    ComputeShares(&group.second);
  }
  const CritiqueScore& overall = evaluation.overall;
  evaluation.worst = overall.win.share.value;
  evaluation.best = ExactShare(overall.win.count + overall.unreadable, overall.items).value;
  return evaluation;
}

}  // namespace autoj

#include "scenario/criteria_choice.h"

#include <algorithm>
#include <map>

namespace autoj {
namespace {

using Guesses = std::vector<ScenarioGuess>;

// The likeliest guesses that reach a probability together.
Guesses Likeliest(const Guesses& guesses, double wanted) {
  Guesses likeliest;
  double sum = 0;
  for (const ScenarioGuess& guess : guesses) {
    likeliest.push_back(guess);
    sum += guess.probability;
    if (sum >= wanted) {
      break;
    }
  }
  return likeliest;
}

// The group whose scenarios reach a probability together.
std::optional<std::string> LikelyGroup(const Guesses& guesses, double wanted) {
  std::map<std::string, double> sums;
  for (const ScenarioGuess& guess : guesses) {
    if (guess.group && (sums[*guess.group] += guess.probability) >= wanted) {
      return guess.group;
    }
  }
  return std::nullopt;
}

bool Has(const ScenarioCriteria& scenario, const std::string& name) {
  return std::any_of(scenario.criteria.begin(), scenario.criteria.end(),
                     [&](const Criterion& criterion) { return criterion.name == name; });
}

// The criteria that at least `count` of some scenarios have, in the words of the first that does.
std::vector<Criterion> InCommon(const std::vector<const ScenarioCriteria*>& scenarios,
                                size_t count) {
  std::vector<Criterion> common;
  for (const ScenarioCriteria* scenario : scenarios) {
    for (const Criterion& criterion : scenario->criteria) {
      auto having =
          std::count_if(scenarios.begin(), scenarios.end(),
                        [&](const ScenarioCriteria* other) { return Has(*other, criterion.name); });
      bool is_new = std::none_of(common.begin(), common.end(),
                                 [&](const Criterion& one) { return one.name == criterion.name; });
      if (is_new && static_cast<size_t>(having) >= count) {
        common.push_back(criterion);
      }
    }
  }
  return common;
}

std::vector<Criterion> OfAll(const ScenarioSet& set, const Guesses& guesses) {
  std::vector<const ScenarioCriteria*> scenarios;
  for (const ScenarioGuess& guess : guesses) {
    scenarios.push_back(set.Find(guess.scenario));
    if (scenarios.back() == nullptr) {
      return {};
    }
  }
  return InCommon(scenarios, scenarios.size());
}

std::vector<Criterion> OfMost(const ScenarioSet& set, const std::string& group) {
  std::vector<const ScenarioCriteria*> scenarios;
  for (const ScenarioCriteria& scenario : set.all()) {
    if (scenario.group == group) {
      scenarios.push_back(&scenario);
    }
  }
  return InCommon(scenarios, scenarios.size() / 2 + 1);
}

}  // namespace

CriteriaChoice ChooseCriteria(const ScenarioSet& set, const Guesses& guesses, double unsure_below) {
  const ScenarioGuess& best = guesses.front();
  CriteriaChoice choice;
  choice.scenario = best.scenario;
  choice.probability = best.probability;
  choice.is_unsure = best.probability < unsure_below;
  if (!choice.is_unsure) {
    const ScenarioCriteria* known = set.Find(best.scenario);
    choice.group = best.group;
    choice.criteria = known != nullptr ? known->criteria : std::vector<Criterion>();
    return choice;
  }
  choice.group = LikelyGroup(guesses, unsure_below);
  choice.criteria = OfAll(set, Likeliest(guesses, unsure_below));
  if (choice.criteria.empty() && choice.group) {
    choice.criteria = OfMost(set, *choice.group);
  }
  return choice;
}

}  // namespace autoj

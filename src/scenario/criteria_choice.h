#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenario/classifier.h"
#include "scenario/scenario_set.h"

namespace autoj {

/// The criteria for a query whose scenario is not known, by what a classifier says.
struct CriteriaChoice {
  std::string scenario;    ///< The likeliest.
  double probability = 0;  ///< Its own.
  bool is_unsure = false;  ///< The likeliest is not to be relied on.
  /// The scenario's; where that is unsure, the one that is likely enough as a whole. Nothing where
  /// there is none.
  std::optional<std::string> group;
  /// Those of the scenario; where the classifier is unsure, what the likeliest have in common.
  /// Empty where there is nothing that could be relied on.
  std::vector<Criterion> criteria;
};

/// Chooses by `guesses`, the likeliest first, at least one. At `unsure_below` or above, the
/// likeliest scenario counts. Below it, the likeliest ones that reach it together do, with the
/// criteria (by name) that all of them have; where there are none, the group that reaches it, with
/// the criteria that most of its scenarios have. A scenario that is not in `set` has no criteria.
/// Pure.
CriteriaChoice ChooseCriteria(const ScenarioSet& set, const std::vector<ScenarioGuess>& guesses,
                              double unsure_below);

}  // namespace autoj

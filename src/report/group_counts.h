#pragma once

#include <cstddef>
#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "autoj/judgment.h"

namespace autoj {

/// What items of one group of scenarios, or of one scenario, came to.
struct GroupCount {
  size_t items = 0;
  std::map<Outcome, size_t> outcomes;
  size_t ratings = 0;
  double rating_sum = 0;
};

/// Counts by name; items of none, or of which it is not sure, under "".
using GroupCounts = std::map<std::string, GroupCount>;

/// Counts one more item, under the group in which its criteria were found (not those for all), or
/// else of its scenario.
void CountInGroup(const ItemJudgment& item, GroupCounts* counts);

/// The same under that scenario; unsure ones under "".
void CountInScenario(const ItemJudgment& item, GroupCounts* counts);

/// A table with a line a group, in the paper's order, and a column for each outcome that is there;
/// "" where there is one group alone.
std::string RenderGroups(const GroupCounts& counts);

/// [{"group", "items", "outcomes", "ratings": {"count", "mean"}}], in the same order; null where
/// there is one group alone.
nlohmann::ordered_json GroupsToJson(const GroupCounts& counts);

/// The same with "scenario" in place of "group"; scenarios that are none of ours behind the others.
nlohmann::ordered_json ScenariosToJson(const GroupCounts& counts);

}  // namespace autoj

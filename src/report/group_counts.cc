#include "report/group_counts.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/text_table.h"
#include "scenario/scenario_table.h"

namespace autoj {
namespace {

using Json = nlohmann::ordered_json;
using NamedCount = std::pair<std::string, const GroupCount*>;

// What an item's criteria were found by; nothing where they are the same for all, or not asked for.
const CriteriaShown* FindBy(const ItemJudgment& item) {
  bool found = item.criteria && item.criteria->scenario;
  return found && item.criteria->source != CriteriaSource::kFlag ? &*item.criteria : nullptr;
}

std::string GroupOf(const ItemJudgment& item) {
  if (const CriteriaShown* found = FindBy(item)) {
    return found->group.value_or("");
  }
  const Scenario* known = item.scenario ? FindScenario(*item.scenario) : nullptr;
  return known != nullptr ? known->group : "";
}

std::string ScenarioOf(const ItemJudgment& item) {
  const CriteriaShown* found = FindBy(item);
  if (found != nullptr && found->source == CriteriaSource::kUnsure) {
    return "";
  }
  std::string name = (found != nullptr ? found->scenario : item.scenario).value_or("");
  const Scenario* known = FindScenario(name);
  return known != nullptr ? known->name : name;
}

void CountUnder(const std::string& name, const ItemJudgment& item, GroupCounts* counts) {
  GroupCount& count = (*counts)[name];
  ++count.items;
  ++count.outcomes[item.verdict.outcome];
  for (const Judgment& judgment : item.judgments) {
    if (judgment.verdict.rating) {
      ++count.ratings;
      count.rating_sum += *judgment.verdict.rating;
    }
  }
}

// Those of `first`, then others by name, then "".
std::vector<NamedCount> InOrder(const GroupCounts& counts, const std::vector<std::string>& first) {
  std::vector<NamedCount> ordered;
  GroupCounts::const_iterator found;
  for (const std::string& name : first) {
    if ((found = counts.find(name)) != counts.end()) {
      ordered.emplace_back(name, &found->second);
    }
  }
  for (const auto& [name, count] : counts) {
    if (!name.empty() && std::find(first.begin(), first.end(), name) == first.end()) {
      ordered.emplace_back(name, &count);
    }
  }
  if ((found = counts.find("")) != counts.end()) {
    ordered.emplace_back("", &found->second);
  }
  return ordered;
}

Json CountsToJson(const std::vector<NamedCount>& counts, const char* key) {
  if (counts.size() < 2) {
    return nullptr;
  }
  Json all = Json::array();
  for (const auto& [name, count] : counts) {
    Json outcomes = Json::object();
    for (const auto& [outcome, number] : count->outcomes) {
      outcomes[OutcomeName(outcome)] = number;
    }
    Json mean = count->ratings == 0 ? Json(nullptr)
                                    : Json(count->rating_sum / static_cast<double>(count->ratings));
    all.push_back({{key, name.empty() ? Json(nullptr) : Json(name)},
                   {"items", count->items},
                   {"outcomes", outcomes},
                   {"ratings", {{"count", count->ratings}, {"mean", mean}}}});
  }
  return all;
}

std::vector<std::string> HeadingOf(const std::set<Outcome>& outcomes, bool has_ratings) {
  std::vector<std::string> heading = {"groups", "items"};
  for (Outcome outcome : outcomes) {
    heading.emplace_back(OutcomeName(outcome));
  }
  if (has_ratings) {
    heading.emplace_back("mean");
  }
  return heading;
}

std::vector<std::string> RowOf(const NamedCount& named, const std::set<Outcome>& outcomes,
                               bool has_ratings) {
  const GroupCount& count = *named.second;
  std::vector<std::string> row = {named.first.empty() ? "of no group" : named.first,
                                  std::to_string(count.items)};
  for (Outcome outcome : outcomes) {
    auto found = count.outcomes.find(outcome);
    row.push_back(std::to_string(found == count.outcomes.end() ? 0 : found->second));
  }
  if (has_ratings) {
    row.push_back(
        count.ratings == 0
            ? "-"
            : fmt::format("{:.2f}", count.rating_sum / static_cast<double>(count.ratings)));
  }
  return row;
}

}  // namespace

void CountInGroup(const ItemJudgment& item, GroupCounts* counts) {
  CountUnder(GroupOf(item), item, counts);
}

void CountInScenario(const ItemJudgment& item, GroupCounts* counts) {
  CountUnder(ScenarioOf(item), item, counts);
}

std::string RenderGroups(const GroupCounts& counts) {
  if (counts.size() < 2) {
    return "";
  }
  std::set<Outcome> outcomes;
  bool has_ratings = false;
  for (const auto& [name, count] : counts) {
    has_ratings = has_ratings || count.ratings > 0;
    for (const auto& [outcome, ignored] : count.outcomes) {
      outcomes.insert(outcome);
    }
  }
  std::vector<std::vector<std::string>> rows;
  for (const NamedCount& named : InOrder(counts, AllGroups())) {
    rows.push_back(RowOf(named, outcomes, has_ratings));
  }
  constexpr size_t kAnyWidth = std::numeric_limits<size_t>::max();
  return RenderTable(MakeColumns(HeadingOf(outcomes, has_ratings), rows), kAnyWidth, false);
}

Json GroupsToJson(const GroupCounts& counts) {
  return CountsToJson(InOrder(counts, AllGroups()), "group");
}

Json ScenariosToJson(const GroupCounts& counts) {
  std::vector<std::string> names;
  for (const Scenario& scenario : AllScenarios()) {
    names.push_back(scenario.name);
  }
  return CountsToJson(InOrder(counts, names), "scenario");
}

}  // namespace autoj

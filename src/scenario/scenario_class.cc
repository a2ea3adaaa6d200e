#include "scenario/scenario_class.h"

#include <algorithm>

#include "scenario/scenario_table.h"

namespace autoj {

const std::vector<std::string>& AllScenarioClasses() {
  static const std::vector<std::string> classes = [] {
    std::vector<std::string> names;
    for (const Scenario& scenario : AllScenarios()) {
      names.push_back(scenario.name);
    }
    names.insert(names.end(), {"rejecting", "peer_review"});
    return names;
  }();
  return classes;
}

std::optional<std::string> FindScenarioClass(std::string_view name) {
  if (const Scenario* scenario = FindScenario(name)) {
    return scenario->name;
  }
  const std::vector<std::string>& all = AllScenarioClasses();
  auto found = std::find(all.begin(), all.end(), name);
  return found == all.end() ? std::nullopt : std::optional<std::string>(*found);
}

std::optional<std::string> GroupOfClass(std::string_view name) {
  const Scenario* scenario = FindScenario(name);
  return scenario == nullptr ? std::nullopt : std::optional<std::string>(scenario->group);
}

}  // namespace autoj

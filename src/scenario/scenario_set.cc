#include "scenario/scenario_set.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "scenario/scenario_file.h"
#include "scenario/scenario_table.h"

namespace autoj {
namespace {

// The table's place of a scenario; beyond its end for one that is not there.
size_t PlaceOf(const std::string& name) {
  const std::vector<Scenario>& known = AllScenarios();
  auto same = [&](const Scenario& scenario) { return scenario.name == name; };
  return static_cast<size_t>(std::find_if(known.begin(), known.end(), same) - known.begin());
}

ScenarioCriteria MakeScenario(const std::string& path, std::vector<Criterion> criteria) {
  ScenarioCriteria scenario;
  scenario.name = std::filesystem::path(path).stem().string();
  scenario.criteria = std::move(criteria);
  scenario.source = path;
  if (const Scenario* known = FindScenario(scenario.name)) {
    scenario.name = known->name;
    scenario.group = known->group;
    scenario.description = known->description;
    scenario.description_zh = known->description_zh;
  }
  return scenario;
}

// Adds what a file holds, where that is a scenario.
void ReadOne(const CriteriaFiles& files, const std::string& path,
             std::vector<ScenarioCriteria>* scenarios) {
  ScenarioFile file = ReadScenarioFile(files, path);
  if (!file.is_scenario) {
    return;
  }
  ScenarioCriteria scenario = MakeScenario(path, std::move(file.criteria));
  for (const ScenarioCriteria& other : *scenarios) {
    if (other.name == scenario.name) {
      throw Error(ErrorKind::kInput,
                  EscapeForTerminal(fmt::format("{}: {} is the scenario \"{}\" as well", path,
                                                other.source, scenario.name)));
    }
  }
  scenarios->push_back(std::move(scenario));
}

// The scenarios of a set of files, in the order of their paths.
std::vector<ScenarioCriteria> ReadAll(const CriteriaFiles& files,
                                      const ScenarioSet::FaultSink& on_fault) {
  std::vector<ScenarioCriteria> scenarios;
  for (const auto& [path, text] : files.texts()) {
    try {
      ReadOne(files, path, &scenarios);
    } catch (const Error& e) {
      if (!on_fault) {
        throw;
      }
      on_fault(e.what());
    }
  }
  return scenarios;
}

}  // namespace

ScenarioSet ScenarioSet::Load(const std::string& scenarios, const FaultSink& on_fault) {
  bool extends = scenarios.rfind('+', 0) == 0;
  ScenarioSet set;
  if (scenarios.empty() || extends) {
    set.scenarios_ = ReadAll(CriteriaFiles::Shipped(), on_fault);
  }
  if (!scenarios.empty()) {
    CriteriaFiles files = CriteriaFiles::Folder(scenarios.substr(extends));
    for (ScenarioCriteria& scenario : ReadAll(files, on_fault)) {
      set.Put(std::move(scenario));
    }
  }
  set.Sort();
  return set;
}

void ScenarioSet::Put(ScenarioCriteria scenario) {
  for (ScenarioCriteria& old : scenarios_) {
    if (old.name == scenario.name) {
      old = std::move(scenario);
      return;
    }
  }
  scenarios_.push_back(std::move(scenario));
}

void ScenarioSet::Sort() {
  auto before = [](const ScenarioCriteria& a, const ScenarioCriteria& b) {
    return std::make_pair(PlaceOf(a.name), a.name) < std::make_pair(PlaceOf(b.name), b.name);
  };
  std::sort(scenarios_.begin(), scenarios_.end(), before);
}

const ScenarioCriteria* ScenarioSet::Find(std::string_view name) const {
  const Scenario* known = FindScenario(name);
  std::string_view wanted = known != nullptr ? std::string_view(known->name) : name;
  for (const ScenarioCriteria& scenario : scenarios_) {
    if (scenario.name == wanted) {
      return &scenario;
    }
  }
  return nullptr;
}

const ScenarioCriteria& ScenarioSet::Get(const std::string& name) const {
  if (const ScenarioCriteria* found = Find(name)) {
    return *found;
  }
  std::vector<std::string> names(scenarios_.size());
  std::transform(scenarios_.begin(), scenarios_.end(), names.begin(),
                 [](const ScenarioCriteria& scenario) { return scenario.name; });
  throw Error(ErrorKind::kUsage,
              fmt::format("unknown scenario \"{}\"{}", EscapeForTerminal(name),
                          DidYouMean(name, names, "; `autoj criteria list` names them all")));
}

std::vector<Criterion> LoadCriteriaFile(const std::string& path) {
  return ReadScenarioFile(CriteriaFiles::File(path), path).criteria;
}

}  // namespace autoj

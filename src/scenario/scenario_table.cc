#include "scenario/scenario_table.h"

#include <algorithm>
#include <map>

#include "base/yaml.h"
#include "scenario/shipped.h"

namespace autoj {
namespace {

struct Table {
  std::vector<std::string> groups;
  std::vector<Scenario> scenarios;
  std::map<std::string, const Scenario*, std::less<>> by_name;  // aliases among them
};

// Names and aliases point into `scenarios`, which no longer grows.
void IndexNames(const YamlMap& aliases, Table* table) {
  for (const Scenario& scenario : table->scenarios) {
    table->by_name[scenario.name] = &scenario;
  }
  for (const std::string& alias : aliases.Keys()) {
    table->by_name[alias] = table->by_name.at(aliases.Text(alias));
  }
}

Table ParseTable(const ShippedFile& file) {
  YamlMap yaml = YamlMap::Parse(file.text, std::string(file.name));
  YamlMap groups = yaml.Map("groups");
  YamlMap texts = yaml.Map("descriptions");
  Table table;
  table.groups = groups.Keys();
  for (const std::string& group : table.groups) {
    for (const std::string& name : groups.List(group)) {
      YamlMap text = texts.Map(name);
      table.scenarios.push_back({name, group, text.Text("en"), text.Text("zh")});
    }
  }
  IndexNames(yaml.Map("aliases"), &table);
  return table;
}

const Table& TheTable() {
  static const Table table = ParseTable(ShippedScenarioTable().front());
  return table;
}

}  // namespace

const std::vector<Scenario>& AllScenarios() { return TheTable().scenarios; }

const std::vector<std::string>& AllGroups() { return TheTable().groups; }

const Scenario* FindScenario(std::string_view name) {
  auto found = TheTable().by_name.find(name);
  return found == TheTable().by_name.end() ? nullptr : found->second;
}

}  // namespace autoj

#include <memory>
#include <ostream>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/or_null.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json_output.h"
#include "scenario/criteria_message.h"
#include "scenario/scenario_set.h"

namespace autoj {
namespace {

using nlohmann::ordered_json;

struct CriteriaOptions {
  CLI::App* list = nullptr;
  CLI::App* show = nullptr;
  CLI::App* render = nullptr;
  std::string scenarios;
  std::string name;
  std::string language = "en";
  std::string folder;
  bool json = false;
};

ordered_json ToJson(const ScenarioCriteria& scenario, const std::string& language) {
  ordered_json criteria = ordered_json::array();
  for (const Criterion& criterion : scenario.criteria) {
    criteria.push_back({{"name", criterion.NameIn(language)},
                        {"content", criterion.ContentIn(language)},
                        {"type", CriterionTypeName(criterion.type)},
                        {"source", criterion.source}});
  }
  const auto& description = language == "zh" ? scenario.description_zh : scenario.description;
  return {{"name", scenario.name},
          {"group", OrNull(scenario.group)},
          {"description", OrNull(description)},
          {"criteria", criteria}};
}

size_t CountType(const ScenarioCriteria& scenario, CriterionType type) {
  size_t count = 0;
  for (const Criterion& criterion : scenario.criteria) {
    count += criterion.type == type ? 1 : 0;
  }
  return count;
}

// How many (name, content) there are.
size_t CountDistinct(const ScenarioSet& set) {
  std::set<std::pair<std::string, std::string>> distinct;
  for (const ScenarioCriteria& scenario : set.all()) {
    for (const Criterion& criterion : scenario.criteria) {
      distinct.insert({criterion.name, criterion.content});
    }
  }
  return distinct.size();
}

int List(const CriteriaOptions& options, std::ostream& out) {
  ScenarioSet set = ScenarioSet::Load(options.scenarios);
  if (options.json) {
    ordered_json all = ordered_json::array();
    for (const ScenarioCriteria& scenario : set.all()) {
      all.push_back(ToJson(scenario, options.language));
    }
    WriteJson(out, ordered_json{{"scenarios", all}}.dump() + "\n");
    return 0;
  }
  out << fmt::format("{:<36} {:<22} {:>7} {:>7} {:>6} {:>6}\n", "scenario", "group", "content",
                     "format", "style", "basic");
  for (const ScenarioCriteria& scenario : set.all()) {
    out << fmt::format("{:<36} {:<22} {:>7} {:>7} {:>6} {:>6}\n", EscapeForTerminal(scenario.name),
                       scenario.group.value_or("-"), CountType(scenario, CriterionType::kContent),
                       CountType(scenario, CriterionType::kFormat),
                       CountType(scenario, CriterionType::kStyle),
                       CountType(scenario, CriterionType::kBasic));
  }
  out << fmt::format("{} scenarios, {} distinct criteria\n", set.all().size(), CountDistinct(set));
  return 0;
}

int Show(const CriteriaOptions& options, std::ostream& out) {
  ScenarioSet set = ScenarioSet::Load(options.scenarios);
  const ScenarioCriteria& scenario = set.Get(options.name);
  if (options.json) {
    WriteJson(out, ToJson(scenario, options.language).dump() + "\n");
    return 0;
  }
  const auto& described = options.language == "zh" ? scenario.description_zh : scenario.description;
  out << fmt::format("{} ({})\n{}\n", EscapeForTerminal(scenario.name),
                     scenario.group.value_or("no group"), described.value_or("no description"));
  for (const Criterion& criterion : scenario.criteria) {
    out << fmt::format("\n{} [{}]  {}\n  {}\n",
                       EscapeForTerminal(criterion.NameIn(options.language)),
                       CriterionTypeName(criterion.type), EscapeForTerminal(criterion.source),
                       EscapeForTerminal(criterion.ContentIn(options.language)));
  }
  return 0;
}

int Render(const CriteriaOptions& options, std::ostream& out) {
  ScenarioSet set = ScenarioSet::Load(options.scenarios);
  out << RenderCriteriaMessage(set.Get(options.name), options.language) << "\n";
  return 0;
}

// The first fault of each file is told.
int Check(const CriteriaOptions& options, std::ostream& out) {
  std::set<std::string> faults;  // an included file's is its own, once
  ScenarioSet set =
      ScenarioSet::Load(options.folder, [&](const std::string& fault) { faults.insert(fault); });
  if (!faults.empty()) {
    throw Error(ErrorKind::kInput, fmt::format("{}", fmt::join(faults, "\n")));
  }
  size_t unknown = 0;
  for (const ScenarioCriteria& scenario : set.all()) {
    unknown += scenario.group ? 0 : 1;
  }
  out << fmt::format("{}: good: {} scenarios ({} not among Auto-J's), {} distinct criteria\n",
                     EscapeForTerminal(options.folder), set.all().size(), unknown,
                     CountDistinct(set));
  return 0;
}

void AddCommon(CLI::App* command, CriteriaOptions* options) {
  command->add_option("--scenarios", options->scenarios,
                      "Folder of scenarios in place of the shipped ones; +FOLDER: beside them");
  command->add_option("--language", options->language, "en or zh")
      ->check(CLI::IsMember({"en", "zh"}));
}

}  // namespace

CommandBody AddCriteria(CLI::App& program) {
  auto options = std::make_shared<CriteriaOptions>();
  CLI::App* command = program.add_subcommand(
      "criteria", "List, show, render and check the criteria of scenarios; needs no model");
  command->require_subcommand(1);
  options->list = command->add_subcommand("list", "All scenarios, and how many criteria they have");
  options->show = command->add_subcommand("show", "The criteria of one scenario");
  options->render = command->add_subcommand("render", "The system message that a judge is shown");
  for (CLI::App* one : {options->list, options->show, options->render}) {
    AddCommon(one, options.get());
  }
  for (CLI::App* one : {options->show, options->render}) {
    one->add_option("name", options->name, "A scenario")->required();
  }
  for (CLI::App* one : {options->list, options->show}) {
    one->add_flag("--json", options->json, "One JSON object");
  }
  CLI::App* check = command->add_subcommand("check", "Read a folder and say what is wrong");
  check->add_option("folder", options->folder, "Of YAML files")->required();
  return [options](std::ostream& out, std::ostream&) {
    if (options->list->parsed()) {
      return List(*options, out);
    }
    if (options->show->parsed()) {
      return Show(*options, out);
    }
    return options->render->parsed() ? Render(*options, out) : Check(*options, out);
  };
}

}  // namespace autoj

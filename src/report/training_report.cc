#include "report/training_report.h"

#include <map>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/text_table.h"
#include "scenario/scenario_table.h"

namespace autoj {
namespace {

using nlohmann::ordered_json;
using OfScenario = TrainingStats::OfScenario;

constexpr double kMedian = 0.5;
constexpr double kTail = 0.9;

const char* GroupOf(const std::string& scenario) {
  const Scenario* known = FindScenario(scenario);
  return known != nullptr ? known->group.c_str() : "unknown";
}

// Scenarios in the table's order, unknown ones behind.
std::vector<std::string> ScenariosInOrder(const TrainingStats& stats) {
  std::vector<std::string> names;
  for (const Scenario& scenario : AllScenarios()) {
    if (stats.scenarios().count(scenario.name) != 0) {
      names.push_back(scenario.name);
    }
  }
  for (const auto& entry : stats.scenarios()) {
    if (FindScenario(entry.first) == nullptr) {
      names.push_back(entry.first);
    }
  }
  return names;
}

void AddTo(const OfScenario& one, OfScenario* sum) {
  sum->rows += one.rows;
  sum->rated += one.rated;
  sum->score_sum += one.score_sum;
  for (size_t i = 0; i < one.labels.size(); ++i) {
    sum->labels.at(i) += one.labels.at(i);
  }
}

std::map<std::string, OfScenario> Groups(const TrainingStats& stats) {
  std::map<std::string, OfScenario> groups;
  for (const auto& [name, one] : stats.scenarios()) {
    AddTo(one, &groups[GroupOf(name)]);
  }
  return groups;
}

// NaN is null in JSON.
double MeanScore(const OfScenario& one) { return one.score_sum / static_cast<double>(one.rated); }

std::vector<std::string> Cells(const std::string& name, const std::string& group,
                               const OfScenario& one) {
  bool compared = one.rated < one.rows;
  auto label = [&](size_t i) { return compared ? std::to_string(one.labels.at(i)) : ""; };
  return {name,
          group,
          std::to_string(one.rows),
          label(0),
          label(1),
          label(2),
          one.rated > 0 ? fmt::format("{:.2f}", MeanScore(one)) : ""};
}

ordered_json OfScenarioToJson(const OfScenario& one) {
  return {{"rows", one.rows}, {"labels", one.labels}, {"mean_rating", MeanScore(one)}};
}

ordered_json LengthsToJson(const std::map<std::string, Lengths>& lengths) {
  ordered_json json = ordered_json::object();
  for (const auto& [name, one] : lengths) {
    json[name] = {{"count", one.count()},
                  {"sum", one.Sum()},
                  {"median", one.Quantile(kMedian)},
                  {"p90", one.Quantile(kTail)},
                  {"max", one.Quantile(1)}};
  }
  return json;
}

std::string RenderLengths(const char* unit, const std::map<std::string, Lengths>& lengths,
                          size_t width) {
  std::vector<std::vector<std::string>> rows;
  rows.reserve(lengths.size());
  for (const auto& [name, one] : lengths) {
    rows.push_back({name, fmt::format("{:.0f}", one.Quantile(kMedian)),
                    fmt::format("{:.0f}", one.Quantile(kTail)),
                    fmt::format("{:.0f}", one.Quantile(1))});
  }
  return rows.empty() ? ""
                      : "\n" + RenderTable(MakeColumns({unit, "median", "90 %", "most"}, rows),
                                           width, false);
}

}  // namespace

std::string RenderTrainingStats(const TrainingStats& stats, size_t width) {
  std::vector<std::vector<std::string>> rows;
  for (const std::string& name : ScenariosInOrder(stats)) {
    rows.push_back(Cells(name, GroupOf(name), stats.scenarios().at(name)));
  }
  std::vector<TableColumn> columns =
      MakeColumns({"scenario", "group", "rows", "first", "second", "tie", "mean rating"}, rows);
  columns[1].is_number = false;
  std::string text = RenderTable(columns, width, false);
  rows.clear();
  for (const auto& [score, count] : stats.scores()) {
    rows.push_back({fmt::format("{}", score), std::to_string(count)});
  }
  if (!rows.empty()) {
    text += "\n" + RenderTable(MakeColumns({"rating", "rows"}, rows), width, false);
  }
  rows.clear();
  for (const auto& [source, count] : stats.sources()) {
    rows.push_back({source, std::to_string(count)});
  }
  text += "\n" + RenderTable(MakeColumns({"source", "rows"}, rows), width, false);
  text += RenderLengths("characters", stats.chars(), width);
  text += RenderLengths("tokens", stats.tokens(), width);
  return text + fmt::format("\n{} rows\n", stats.rows());
}

ordered_json TrainingStatsToJson(const TrainingStats& stats) {
  ordered_json scenarios = ordered_json::object();
  for (const std::string& name : ScenariosInOrder(stats)) {
    scenarios[name] = OfScenarioToJson(stats.scenarios().at(name));
    scenarios[name]["group"] = GroupOf(name);
  }
  ordered_json groups = ordered_json::object();
  for (const auto& [name, one] : Groups(stats)) {
    groups[name] = OfScenarioToJson(one);
  }
  ordered_json scores = ordered_json::array();
  for (const auto& [score, count] : stats.scores()) {
    scores.push_back({{"rating", score}, {"rows", count}});
  }
  return {{"rows", stats.rows()},
          {"labels", stats.labels()},
          {"ratings", scores},
          {"groups", groups},
          {"scenarios", scenarios},
          {"sources", stats.sources()},
          {"characters", LengthsToJson(stats.chars())},
          {"tokens", LengthsToJson(stats.tokens())}};
}

}  // namespace autoj

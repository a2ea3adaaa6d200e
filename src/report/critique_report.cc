#include "report/critique_report.h"

#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/estimates.h"
#include "report/text_table.h"
#include "scenario/scenario_table.h"

namespace autoj {
namespace {

using Json = nlohmann::ordered_json;

// In the paper's order; that of unknown scenarios is the last.
std::vector<std::pair<std::string, const CritiqueScore*>> InOrder(
    const CritiqueEvaluation& evaluation) {
  std::vector<std::string> names = AllGroups();
  names.emplace_back();
  std::vector<std::pair<std::string, const CritiqueScore*>> groups;
  for (const std::string& name : names) {
    auto found = evaluation.groups.find(name);
    if (found != evaluation.groups.end()) {
      groups.emplace_back(name, &found->second);
    }
  }
  return groups;
}

Json ShareToJson(const CountedShare& share) {
  Json json = {{"count", share.count}};
  json.update(EstimateToJson(share.share, Unit::kPercent));
  return json;
}

Json ScoreToJson(const CritiqueScore& score) {
  return {{"items", score.items},
          {"win", ShareToJson(score.win)},
          {"tie", ShareToJson(score.tie)},
          {"lose", ShareToJson(score.lose)},
          {"unreadable", score.unreadable}};
}

std::vector<std::string> Row(const std::string& name, const CritiqueScore& score) {
  return {name,
          std::to_string(score.items),
          std::to_string(score.win.count),
          std::to_string(score.tie.count),
          std::to_string(score.lose.count),
          std::to_string(score.unreadable),
          RenderEstimate(score.win.share, Unit::kPercent)};
}

}  // namespace

std::string RenderCritiqueTable(const CritiqueEvaluation& evaluation, size_t width) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, score] : InOrder(evaluation)) {
    rows.push_back(Row(name.empty() ? "(no known scenario)" : name, *score));
  }
  rows.push_back(Row("overall", evaluation.overall));
  rows.push_back(Row("shown first", evaluation.first));
  rows.push_back(Row("shown second", evaluation.second));
  std::string text = RenderTable(
      MakeColumns({"group", "items", "win", "tie", "lose", "unreadable", "% won"}, rows), width,
      /*colour=*/false);
  if (evaluation.overall.unreadable > 0) {
    text += fmt::format(
        "{} comparison(s) cannot be read: had they been lost or won, {} or {} % would be won.\n",
        evaluation.overall.unreadable, RenderNumber(evaluation.worst, Unit::kPercent),
        RenderNumber(evaluation.best, Unit::kPercent));
  }
  return text;
}

nlohmann::ordered_json CritiqueToJson(const CritiqueEvaluation& evaluation) {
  Json groups = Json::object();
  for (const auto& [name, score] : InOrder(evaluation)) {
    groups[name.empty() ? "null" : name] = ScoreToJson(*score);
  }
  return {{"items", evaluation.overall.items},
          {"overall", ScoreToJson(evaluation.overall)},
          {"groups", groups},
          {"by_position",
           {{"first", ScoreToJson(evaluation.first)}, {"second", ScoreToJson(evaluation.second)}}},
          {"unreadable", evaluation.overall.unreadable},
          {"bounds",
           {{"worst", NumberToJson(evaluation.worst, Unit::kPercent)},
            {"best", NumberToJson(evaluation.best, Unit::kPercent)}}}};
}

}  // namespace autoj

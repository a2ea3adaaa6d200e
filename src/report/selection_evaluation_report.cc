#include "report/selection_evaluation_report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "metrics/correlation.h"
#include "report/estimates.h"
#include "report/text_table.h"

namespace autoj {
namespace {

using Json = nlohmann::ordered_json;

constexpr Correlation kKinds[] = {Correlation::kPearson, Correlation::kSpearman,
                                  Correlation::kKendall};

Json Number(const Estimate& estimate) { return EstimateToJson(estimate, Unit::kNumber); }

std::string Cell(const Estimate& estimate) { return RenderEstimate(estimate, Unit::kNumber); }

Json CorrelationsToJson(const Correlations& correlations) {
  Json json = Json::object();
  size_t place = 0;
  for (Correlation kind : kKinds) {
    json[CorrelationName(kind)] = Number(correlations[place++]);
  }
  return json;
}

Json ScoreToJson(const SelectionScore& score) {
  Json best_of = Json::object();
  for (const PickScore& pick : score.picks) {
    best_of[std::to_string(pick.n)] = {
        {"picks", pick.picks},           {"picked", Number(pick.picked)},
        {"random", Number(pick.random)}, {"oracle", Number(pick.oracle)},
        {"all", Number(pick.all)},       {"advantage", Number(pick.advantage)}};
  }
  return {{"sets", score.sets},           {"prompts", score.prompts},
          {"responses", score.responses}, {"unrated", score.unrated},
          {"best_of", best_of},           {"correlations", CorrelationsToJson(score.correlations)}};
}

std::string NameOf(const SelectionScore& score) {
  return score.source.empty() ? "all" : EscapeForTerminal(score.source);
}

class PickTable {
 public:
  void Add(const SelectionScore& score) {
    for (const PickScore& pick : score.picks) {
      name_.cells.push_back(fmt::format("{}: best of {}", NameOf(score), pick.n));
      picked_.cells.push_back(Cell(pick.picked));
      advantage_.cells.push_back(Cell(pick.advantage));
      random_.cells.push_back(Cell(pick.random));
      oracle_.cells.push_back(Cell(pick.oracle));
      all_.cells.push_back(Cell(pick.all));
    }
  }
  std::string Render(size_t width, bool colour) const {
    return RenderTable({name_, picked_, advantage_, random_, oracle_, all_}, width, colour);
  }

 private:
  TableColumn name_{"responses of"};
  TableColumn picked_{"quality of picks", {}, true};
  TableColumn advantage_{"over random", {}, true};
  TableColumn random_{"random", {}, true};
  TableColumn oracle_{"oracle", {}, true};
  TableColumn all_{"all", {}, true};
};

class CorrelationTable {
 public:
  explicit CorrelationTable(std::string title) { name_.title = std::move(title); }
  void Add(const std::string& name, size_t count, const Correlations& correlations) {
    name_.cells.push_back(name);
    count_.cells.push_back(std::to_string(count));
    pearson_.cells.push_back(Cell(correlations[0]));
    spearman_.cells.push_back(Cell(correlations[1]));
    kendall_.cells.push_back(Cell(correlations[2]));
  }
  std::string Render(size_t width, bool colour) const {
    return RenderTable({name_, count_, pearson_, spearman_, kendall_}, width, colour);
  }

 private:
  TableColumn name_;
  TableColumn count_{"number", {}, true};
  TableColumn pearson_{"Pearson", {}, true};
  TableColumn spearman_{"Spearman", {}, true};
  TableColumn kendall_{"Kendall", {}, true};
};

std::string Heading(const SelectionEvaluation& evaluation) {
  std::string text = fmt::format(
      "{}: the picks of {}, their quality by {}; {} sets, {} prompts, {} responses; 95 % intervals "
      "over prompts\n",
      evaluation.name, EscapeForTerminal(evaluation.judge), EscapeForTerminal(evaluation.quality),
      evaluation.all.sets, evaluation.all.prompts, evaluation.all.responses);
  if (evaluation.missing > 0) {
    text += fmt::format(
        "PARTIAL: {} of {} items are not judged yet; every number is of the others alone\n",
        evaluation.missing, evaluation.missing + evaluation.all.sets);
  }
  if (evaluation.all.unrated > 0) {
    text += fmt::format("{} responses have no rating: they are never picked, nor correlated\n",
                        evaluation.all.unrated);
  }
  for (const PickScore& pick : evaluation.all.picks) {
    if (pick.picks < evaluation.all.sets && evaluation.by_tournament) {
      text += fmt::format("{} sets have no winner: they count in no mean\n",
                          evaluation.all.sets - pick.picks);
    } else if (pick.picks < evaluation.all.sets) {
      text += fmt::format(
          "{} sets have no rating among the first {}: they count in no mean of the "
          "best of {}\n",
          evaluation.all.sets - pick.picks, pick.n, pick.n);
    }
  }
  return text + "\n";
}

}  // namespace

std::string RenderSystems(const SystemEvaluation& evaluation, size_t width, bool colour) {
  TableColumn name{"system"};
  TableColumn rating{"mean rating", {}, true};
  TableColumn reference{"reference", {}, true};
  for (const SystemMean& system : evaluation.systems) {
    name.cells.push_back(EscapeForTerminal(system.system));
    rating.cells.push_back(Cell(system.rating));
    reference.cells.push_back(Cell(system.reference));
  }
  CorrelationTable correlations("mean rating and reference");
  correlations.Add("systems", evaluation.systems.size(), evaluation.correlations);
  return RenderTable({name, rating, reference}, width, colour) + "\n" +
         correlations.Render(width, colour);
}

std::string RenderSelectionEvaluation(const SelectionEvaluation& evaluation, size_t width,
                                      bool colour) {
  PickTable picks;
  CorrelationTable correlations("rating and quality");
  picks.Add(evaluation.all);
  correlations.Add("all", evaluation.all.responses - evaluation.all.unrated,
                   evaluation.all.correlations);
  for (const SelectionScore& score : evaluation.sources) {
    picks.Add(score);
    correlations.Add(NameOf(score), score.responses - score.unrated, score.correlations);
  }
  std::string text = Heading(evaluation) + picks.Render(width, colour);
  if (!evaluation.by_tournament) {
    text += "\n" + correlations.Render(width, colour);
  }
  if (evaluation.systems) {
    text += "\n" + RenderSystems(*evaluation.systems, width, colour);
  }
  return text;
}

Json SystemsToJson(const SystemEvaluation& evaluation) {
  Json systems = Json::array();
  for (const SystemMean& system : evaluation.systems) {
    systems.push_back({{"system", system.system},
                       {"rating", Number(system.rating)},
                       {"reference", Number(system.reference)}});
  }
  return {{"systems", systems}, {"correlations", CorrelationsToJson(evaluation.correlations)}};
}

Json SelectionEvaluationToJson(const SelectionEvaluation& evaluation) {
  Json sources = Json::object();
  for (const SelectionScore& score : evaluation.sources) {
    sources[score.source] = ScoreToJson(score);
  }
  return {{"name", evaluation.name},
          {"judge", evaluation.judge},
          {"quality", evaluation.quality},
          {"by", evaluation.by_tournament ? "tournament" : "rating"},
          {"missing", evaluation.missing},
          {"all", ScoreToJson(evaluation.all)},
          {"sources", sources},
          {"systems", evaluation.systems ? SystemsToJson(*evaluation.systems) : Json(nullptr)}};
}

}  // namespace autoj

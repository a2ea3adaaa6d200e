#include "cli/classifier_output.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace autoj {
namespace {

using nlohmann::ordered_json;

constexpr size_t kAlternatives = 5;

ordered_json GuessToJson(const ScenarioGuess& guess) {
  return {{"scenario", guess.scenario},
          {"group", guess.group ? ordered_json(*guess.group) : ordered_json(nullptr)},
          {"probability", guess.probability}};
}

ordered_json Number(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

ordered_json ToJson(const Estimate& estimate) {
  return {{"value", Number(estimate.value)},
          {"low", Number(estimate.low)},
          {"high", Number(estimate.high)}};
}

std::string Percent(const Estimate& estimate) {
  return fmt::format("{:5.1f} % ({:.1f} to {:.1f})", 100 * estimate.value, 100 * estimate.low,
                     100 * estimate.high);
}

// What has no number is left blank.
std::string Cell(double value) { return std::isfinite(value) ? fmt::format("{:.2f}", value) : "-"; }

std::string RenderReliability(const ClassifierValidation& evaluation) {
  std::string text =
      fmt::format("\n{:<14} {:>7} {:>11} {:>9}\n", "confidence", "queries", "mean of it", "right");
  for (const ReliabilityBin& bin : evaluation.reliability.bins) {
    text += fmt::format("{:.1f} to {:.1f}     {:>7} {:>11} {:>9}\n", bin.low, bin.high, bin.count,
                        Cell(bin.confidence), Cell(bin.accuracy));
  }
  return text + fmt::format("expected calibration error {:.3f}, log-loss {:.3f}\n",
                            evaluation.reliability.ece, evaluation.log_loss);
}

}  // namespace

ordered_json ClassificationToJson(const std::string& id, const Classification& result) {
  ordered_json record = {
      {"id", id}, {"scenario", nullptr}, {"group", nullptr}, {"probability", nullptr}};
  ordered_json alternatives = ordered_json::array();
  for (size_t i = 0; i < std::min(result.guesses.size(), kAlternatives + 1); ++i) {
    ordered_json guess = GuessToJson(result.guesses[i]);
    if (i == 0) {
      record.update(guess);
    } else {
      alternatives.push_back(std::move(guess));
    }
  }
  record["alternatives"] = std::move(alternatives);
  if (!result.reason.empty()) {
    record["reason"] = result.reason;
  }
  return record;
}

bool IsUnsure(const Classification& result, double unsure_below) {
  return !result.guesses.empty() && result.guesses.front().probability < unsure_below;
}

ordered_json ValidationToJson(const ClassifierValidation& evaluation) {
  ordered_json groups = ordered_json::array();
  for (const GroupScore& group : evaluation.groups) {
    groups.push_back({{"group", group.name},
                      {"queries", group.queries},
                      {"accuracy", ToJson(group.accuracy)},
                      {"group_accuracy", ToJson(group.group_accuracy)}});
  }
  ordered_json classes = ordered_json::array();
  for (const ClassScore& score : evaluation.report.classes) {
    classes.push_back({{"scenario", score.name},
                       {"support", score.support},
                       {"predicted", score.predicted},
                       {"precision", ToJson(score.precision)},
                       {"recall", ToJson(score.recall)},
                       {"f1", ToJson(score.f1)}});
  }
  ordered_json bins = ordered_json::array();
  for (const ReliabilityBin& bin : evaluation.reliability.bins) {
    bins.push_back({{"low", bin.low},
                    {"high", bin.high},
                    {"queries", bin.count},
                    {"confidence", Number(bin.confidence)},
                    {"accuracy", Number(bin.accuracy)}});
  }
  return {
      {"queries", evaluation.report.items},
      {"accuracy", ToJson(evaluation.report.accuracy)},
      {"top3", ToJson(evaluation.top3)},
      {"group_accuracy", ToJson(evaluation.group_accuracy)},
      {"macro_f1", ToJson(evaluation.report.macro_f1)},
      {"weighted_f1", ToJson(evaluation.report.weighted_f1)},
      {"temperature", evaluation.fit.temperature},
      {"offset", evaluation.fit.offset},
      {"unsure_below", evaluation.unsure_below},
      {"sure",
       {{"coverage", evaluation.sure.coverage}, {"accuracy", Number(evaluation.sure.accuracy)}}},
      {"calibration",
       {{"ece", Number(evaluation.reliability.ece)},
        {"log_loss", Number(evaluation.log_loss)},
        {"bins", bins}}},
      {"groups", groups},
      {"classes", classes}};
}

std::string RenderValidation(const ClassifierValidation& evaluation) {
  std::string text =
      fmt::format("{} queries that were not learnt from\n\n", evaluation.report.items);
  text += fmt::format("accuracy             {}\n", Percent(evaluation.report.accuracy));
  text += fmt::format("among the first 3    {}\n", Percent(evaluation.top3));
  text += fmt::format("group                {}\n", Percent(evaluation.group_accuracy));
  text += fmt::format("macro F1             {}\n", Percent(evaluation.report.macro_f1));
  text += fmt::format("weighted F1          {}\n", Percent(evaluation.report.weighted_f1));
  text += fmt::format("sure (from {:.2f})     {:5.1f} % of the queries, right in {:.1f} %\n",
                      evaluation.unsure_below, 100 * evaluation.sure.coverage,
                      100 * evaluation.sure.accuracy);
  text += fmt::format("\n{:<24} {:>7}  {:<24} {}\n", "group", "queries", "scenario right",
                      "group right");
  for (const GroupScore& group : evaluation.groups) {
    text += fmt::format("{:<24} {:>7}  {:<24} {}\n", group.name, group.queries,
                        Percent(group.accuracy), Percent(group.group_accuracy));
  }
  text += fmt::format("\n{:<36} {:>7} {:>9} {:>9} {:>6} {:>5}\n", "scenario", "queries", "answered",
                      "precision", "recall", "F1");
  for (const ClassScore& score : evaluation.report.classes) {
    text += fmt::format("{:<36} {:>7} {:>9} {:>9} {:>6} {:>5}\n", score.name, score.support,
                        score.predicted, Cell(score.precision.value), Cell(score.recall.value),
                        Cell(score.f1.value));
  }
  return text + RenderReliability(evaluation);
}

}  // namespace autoj

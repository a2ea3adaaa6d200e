#include "report/pairwise_json.h"

#include <nlohmann/json.hpp>

#include "report/estimates.h"

namespace autoj {
namespace {

using Json = nlohmann::ordered_json;

Json Percent(const Estimate& estimate) { return EstimateToJson(estimate, Unit::kPercent); }

Json Percent(const BoundedEstimate& share) {
  Json json = Percent(share.estimate);
  json["worst"] = NumberToJson(share.bounds.worst, Unit::kPercent);
  json["best"] = NumberToJson(share.bounds.best, Unit::kPercent);
  return json;
}

Json ScoreJson(const PairScore& score) {
  return {{"items", score.items},
          {"agreement", Percent(score.agreement)},
          {"consistency", Percent(score.consistency)}};
}

Json ScoresJson(const std::vector<PairScore>& scores) {
  Json json = Json::object();
  for (const PairScore& score : scores) {
    json[score.name] = ScoreJson(score);
  }
  return json;
}

Json DefinitionsJson(const std::vector<DefinedScore>& definitions) {
  Json json = Json::object();
  for (const DefinedScore& definition : definitions) {
    Json one = Percent(definition.share);
    one["items"] = definition.items;
    one["note"] = definition.note;
    json[definition.name] = std::move(one);
  }
  return json;
}

Json OutcomesJson(const std::vector<std::pair<Outcome, size_t>>& outcomes) {
  Json json = Json::object();
  for (const auto& [outcome, count] : outcomes) {
    json[OutcomeName(outcome)] = count;
  }
  return json;
}

Json BaselinesJson(const std::vector<BaselineScore>& baselines) {
  Json json = Json::object();
  for (const BaselineScore& baseline : baselines) {
    json[baseline.name] = {{"agreement", Percent(baseline.agreement)},
                           {"given_order", Percent(baseline.given_order)}};
  }
  return json;
}

Json ComparisonsJson(const std::vector<Comparison>& comparisons) {
  Json json = Json::array();
  for (const Comparison& one : comparisons) {
    json.push_back({{"with", one.name},
                    {"items", one.items},
                    {"agreement", Percent(one.agreement)},
                    {"difference", Percent(one.difference)},
                    {"only_this", one.only_this},
                    {"only_other", one.only_other},
                    {"mcnemar", NumberToJson(one.mcnemar)},
                    {"bootstrap", NumberToJson(one.bootstrap)},
                    {"holm", NumberToJson(one.holm)},
                    {"detectable", NumberToJson(one.detectable, Unit::kPercent)}});
  }
  return json;
}

Json CalibrationJson(const Calibration& calibration) {
  Json bins = Json::array();
  for (const ReliabilityBin& bin : calibration.reliability.bins) {
    bins.push_back({{"low", bin.low},
                    {"high", bin.high},
                    {"count", bin.count},
                    {"confidence", NumberToJson(bin.confidence)},
                    {"accuracy", EstimateToJson(bin.accuracy, Unit::kNumber)}});
  }
  return {{"ece", EstimateToJson(calibration.reliability.ece, Unit::kNumber)},
          {"brier", EstimateToJson(calibration.brier, Unit::kNumber)},
          {"log_loss", EstimateToJson(calibration.log_loss, Unit::kNumber)},
          {"bins", std::move(bins)}};
}

Json PointJson(const AbstentionPoint& point) {
  return {{"threshold", NumberToJson(point.threshold)},
          {"decided", point.decided},
          {"coverage", EstimateToJson(point.coverage, Unit::kNumber)},
          {"accuracy", EstimateToJson(point.accuracy, Unit::kNumber)}};
}

Json AbstentionJson(const ProbabilityReport& report) {
  Json curve = Json::array();
  for (const AbstentionPoint& point : report.curve) {
    curve.push_back(PointJson(point));
  }
  return {{"wanted_accuracy", report.wanted_accuracy},
          {"threshold", NumberToJson(report.choice.threshold)},
          {"cross_validated", PointJson(report.choice.cross_validated)},
          {"curve", std::move(curve)}};
}

Json ProbabilitiesJson(const std::optional<ProbabilityReport>& report) {
  if (!report) {
    return nullptr;
  }
  Json temperature = EstimateToJson(report->fit.whole_temperature, Unit::kNumber);
  temperature["at_bound"] = report->fit.whole.is_at_bound;
  temperature["left_out"] = report->fit.whole.left_out;
  return {{"forecasts", report->forecasts},
          {"raw", CalibrationJson(report->fit.raw)},
          {"temperature", CalibrationJson(report->fit.temperature)},
          {"isotonic", CalibrationJson(report->fit.isotonic)},
          {"whole_temperature", std::move(temperature)},
          {"abstention", AbstentionJson(*report)}};
}

Json StyleJson(const StylePreference& style) {
  const char* features[] = {"length", "headers", "lists", "bold"};
  Json json = Json::object();
  for (size_t i = 0; i < style.judge.size(); ++i) {
    json[features[i]] = {{"judge", EstimateToJson(style.judge[i], Unit::kNumber)},
                         {"label", EstimateToJson(style.label[i], Unit::kNumber)}};
  }
  return json;
}

Json ThresholdJson(const PairwiseEvaluation& evaluation) {
  if (!evaluation.threshold) {
    return nullptr;
  }
  const ThresholdSweep& sweep = *evaluation.threshold;
  Json curve = Json::array();
  for (const Estimate& agreement : sweep.agreement) {
    curve.push_back(Percent(agreement));
  }
  return {{"cross_validated", Percent(evaluation.overall.agreement)},
          {"fold_thresholds", sweep.fold_threshold},
          {"tuned_on_the_test_set",
           {{"threshold", sweep.best_threshold}, {"agreement", Percent(sweep.best_agreement)}}},
          {"sweep", {{"from", 0}, {"step", 0.01}, {"agreement", std::move(curve)}}}};
}

Json ClassifiedJson(const ClassifiedPairs& classified) {
  return {{"scenarios", classified.scenarios}, {"groups", classified.groups}};
}

}  // namespace

Json PairwiseToJson(const PairwiseEvaluation& evaluation) {
  return {{"name", evaluation.name},
          {"type", evaluation.both_orders ? "both" : "single"},
          {"items", evaluation.items},
          {"prompts", evaluation.prompts},
          {"missing", evaluation.missing},
          {"classified", ClassifiedJson(evaluation.classified)},
          {"overall", ScoreJson(evaluation.overall)},
          {"groups", ScoresJson(evaluation.groups)},
          {"scenarios", ScoresJson(evaluation.scenarios)},
          {"definitions", DefinitionsJson(evaluation.definitions)},
          {"outcomes", OutcomesJson(evaluation.outcomes)},
          {"baselines", BaselinesJson(evaluation.baselines)},
          {"comparisons", ComparisonsJson(evaluation.comparisons)},
          {"probabilities", ProbabilitiesJson(evaluation.probabilities)},
          {"style", StyleJson(evaluation.style)},
          {"scores", ThresholdJson(evaluation)}};
}

}  // namespace autoj

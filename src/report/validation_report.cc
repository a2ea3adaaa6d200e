#include "report/validation_report.h"

#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/classification_report.h"
#include "report/estimates.h"
#include "report/text_table.h"

namespace autoj {
namespace {

using Json = nlohmann::ordered_json;

std::string RenderGroups(const ClassifierValidation& validation, size_t width) {
  std::vector<std::vector<std::string>> rows;
  for (const GroupScore& group : validation.groups) {
    rows.push_back({group.name, std::to_string(group.queries),
                    RenderEstimate(group.accuracy, Unit::kPercent),
                    RenderEstimate(group.group_accuracy, Unit::kPercent)});
  }
  return RenderTable(MakeColumns({"group", "items", "class right %", "group right %"}, rows), width,
                     false);
}

std::string RenderReliability(const Reliability& reliability, size_t width) {
  std::vector<std::vector<std::string>> rows;
  for (const ReliabilityBin& bin : reliability.bins) {
    rows.push_back({fmt::format("{:.1f} to {:.1f}", bin.low, bin.high), std::to_string(bin.count),
                    RenderNumber(bin.confidence, Unit::kPercent),
                    RenderEstimate(bin.accuracy, Unit::kPercent)});
  }
  return RenderTable(MakeColumns({"probability", "items", "mean of it %", "right %"}, rows), width,
                     false);
}

Json ReliabilityToJson(const ClassifierValidation& validation) {
  Json bins = Json::array();
  for (const ReliabilityBin& bin : validation.reliability.bins) {
    bins.push_back({{"low", bin.low},
                    {"high", bin.high},
                    {"count", bin.count},
                    {"confidence", NumberToJson(bin.confidence)},
                    {"accuracy", EstimateToJson(bin.accuracy, Unit::kNumber)}});
  }
  return {{"ece", EstimateToJson(validation.reliability.ece, Unit::kNumber)},
          {"log_loss", EstimateToJson(validation.log_loss, Unit::kNumber)},
          {"bins", bins}};
}

}  // namespace

std::string RenderValidation(const ClassifierValidation& validation, size_t width) {
  return fmt::format(
      "top 3        {}\ngroup        {}\nsure         {} of the items, from a probability of "
      "{:.2f}; right in {}\ncalibration  expected error {}, log-loss {}\n{}\n{}\n{}",
      RenderEstimate(validation.top3, Unit::kPercent),
      RenderEstimate(validation.group_accuracy, Unit::kPercent),
      RenderEstimate(validation.sure.coverage, Unit::kPercent), validation.unsure_below,
      RenderEstimate(validation.sure.accuracy, Unit::kPercent),
      RenderEstimate(validation.reliability.ece, Unit::kNumber),
      RenderEstimate(validation.log_loss, Unit::kNumber),
      RenderClassification(validation.report, width), RenderGroups(validation, width),
      RenderReliability(validation.reliability, width));
}

Json ValidationToJson(const ClassifierValidation& validation) {
  Json json = ClassificationToJson(validation.report);
  json["top3"] = EstimateToJson(validation.top3, Unit::kPercent);
  json["group_accuracy"] = EstimateToJson(validation.group_accuracy, Unit::kPercent);
  for (const GroupScore& group : validation.groups) {
    json["groups"][group.name] = {
        {"items", group.queries},
        {"accuracy", EstimateToJson(group.accuracy, Unit::kPercent)},
        {"group_accuracy", EstimateToJson(group.group_accuracy, Unit::kPercent)}};
  }
  json["unsure_below"] = NumberToJson(validation.unsure_below);
  json["sure"] = {{"coverage", EstimateToJson(validation.sure.coverage, Unit::kPercent)},
                  {"accuracy", EstimateToJson(validation.sure.accuracy, Unit::kPercent)}};
  json["temperature"] = validation.fit.temperature;
  json["offset"] = validation.fit.offset;
  json["calibration"] = ReliabilityToJson(validation);
  return json;
}

}  // namespace autoj

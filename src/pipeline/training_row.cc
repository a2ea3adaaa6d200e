#include "pipeline/training_row.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "dataset/record.h"

namespace autoj {
namespace {

using nlohmann::json;

const std::vector<std::string>& KnownFields() {
  static const std::vector<std::string> names = {"usrmsg",        "target_output", "gt_label",
                                                 "pred_label",    "pred_score",    "scenario",
                                                 "source_dataset"};
  return names;
}

std::string RequireText(const json& row, const char* key, const std::string& where) {
  std::optional<std::string> text = FindText(row, key, where);
  if (!text) {
    FailRecord(where, fmt::format("no \"{}\"", key));
  }
  return *text;
}

std::optional<int> FindLabel(const json& row, const char* key, const std::string& where) {
  auto field = row.find(key);
  if (field == row.end() || field->is_null()) {
    return std::nullopt;
  }
  if (!field->is_number_integer() || *field < 0 || *field > 2) {
    FailRecord(where, fmt::format("\"{}\" must be 0 (first), 1 (second) or 2 (tie)", key));
  }
  return field->get<int>();
}

std::optional<double> FindScore(const json& row, const std::string& where) {
  auto field = row.find("pred_score");
  if (field == row.end() || field->is_null()) {
    return std::nullopt;
  }
  if (!field->is_number() || *field < 1 || *field > 10) {
    FailRecord(where, "\"pred_score\" must be a number from 1 to 10");
  }
  return field->get<double>();
}

}  // namespace

bool IsPairwise(const TrainingRow& row) { return !row.pred_score; }

TrainingRow ParseTrainingRow(const json& row, const std::string& where) {
  for (const auto& field : row.items()) {
    const std::vector<std::string>& known = KnownFields();
    if (std::find(known.begin(), known.end(), field.key()) == known.end()) {
      FailRecord(where, fmt::format("unknown field \"{}\"{}", EscapeForTerminal(field.key()),
                                    DidYouMean(field.key(), known, "")));
    }
  }
  TrainingRow parsed;
  parsed.usrmsg = RequireText(row, "usrmsg", where);
  parsed.target_output = RequireText(row, "target_output", where);
  parsed.gt_label = FindLabel(row, "gt_label", where);
  parsed.pred_label = FindLabel(row, "pred_label", where);
  parsed.pred_score = FindScore(row, where);
  parsed.scenario = RequireText(row, "scenario", where);
  parsed.source_dataset = RequireText(row, "source_dataset", where);
  bool labels = parsed.gt_label && parsed.pred_label;
  bool any_label = parsed.gt_label || parsed.pred_label;
  if (parsed.pred_score ? any_label : !labels) {
    FailRecord(where,
               "a pair's row has \"gt_label\" and \"pred_label\", that of a single response "
               "\"pred_score\" alone");
  }
  return parsed;
}

std::string RenderTrainingRow(const TrainingRow& row) {
  nlohmann::ordered_json record = {{"usrmsg", row.usrmsg}, {"target_output", row.target_output}};
  if (row.pred_score) {
    record["pred_score"] = *row.pred_score;
  } else {
    record["gt_label"] = *row.gt_label;
    record["pred_label"] = *row.pred_label;
  }
  record["scenario"] = row.scenario;
  record["source_dataset"] = row.source_dataset;
  return record.dump();
}

}  // namespace autoj

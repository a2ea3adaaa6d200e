#pragma once

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace autoj {

/// One row of a file that a judge is trained on. Source of the format: Auto-J's released training
/// data.
struct TrainingRow {
  std::string usrmsg;         ///< The protocol's template, filled in.
  std::string target_output;  ///< What the judge is to write.
  /// Of a pair: 0 (first), 1 (second) or 2 (tie), by people and by `target_output`.
  std::optional<int> gt_label;
  std::optional<int> pred_label;
  std::optional<double> pred_score;  ///< Of a single response.
  std::string scenario;
  std::string source_dataset;
};

/// Whether it compares two responses.
bool IsPairwise(const TrainingRow& row);

/// Reads a row. Throws Error(kInput), beginning with `where`, where a field is missing, of another
/// type or unknown, and where it is neither a pair's nor a single response's.
TrainingRow ParseTrainingRow(const nlohmann::json& row, const std::string& where);

/// The row as one line of JSON, its fields in the released order.
std::string RenderTrainingRow(const TrainingRow& row);

}  // namespace autoj

#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace autoj {

/// One number a response; nothing where the file says null.
using Scores = std::vector<std::optional<double>>;

/// The outputs of one base model to a query, and what judges said of them.
struct ScoredOutputs {
  std::string where;  ///< "file:line".
  std::string id;     ///< Of the line.
  std::string prompt;
  std::string base_model;
  size_t outputs = 0;
  std::map<std::string, Scores> scores;  ///< By the judge's name.
  /// Of the judges' critiques, by the judge's name; under "" where the file has one list, which is
  /// every judge's.
  std::map<std::string, Scores> logprobs;
};

/// Reads a best-of-N file as Auto-J's evaluation keeps it, one query a line: {"id"?, "scenario"?,
/// "prompt", "outputs": {BASE_MODEL: {"outputs": [texts], "logprobs": [numbers] or {JUDGE:
/// [numbers]}, "scores": {JUDGE: [numbers]}}}}; "logprobs" may be missing. Calls `sink` for each
/// base model of each line. Throws Error(kInput) with file:line where a list has another length
/// than there are outputs, holds anything but numbers and null, where there are fewer than two
/// outputs, and for an id that stands there twice.
void ReadScoredOutputs(const std::string& path, const std::function<void(ScoredOutputs)>& sink);

}  // namespace autoj

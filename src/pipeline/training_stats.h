#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "pipeline/training_row.h"
#include "pipeline/user_message.h"

namespace autoj {

/// How long texts of one kind are.
class Lengths {
 public:
  void Add(size_t length) { lengths_.push_back(length); }
  size_t count() const { return lengths_.size(); }
  size_t Sum() const;
  /// The smallest length that at least the share `q` of all does not exceed; NaN of none.
  double Quantile(double q) const;

 private:
  std::vector<size_t> lengths_;
};

/// How many tokens a text has for a model; may be empty.
using TokenCounter = std::function<size_t(const std::string& text)>;

/// What is in a file of training rows. One thread at a time.
class TrainingStats {
 public:
  /// What one scenario's rows are.
  struct OfScenario {
    size_t rows = 0;
    std::array<size_t, 3> labels{};  ///< first, second, tie
    size_t rated = 0;
    double score_sum = 0;
  };

  explicit TrainingStats(TokenCounter count_tokens) : count_tokens_(std::move(count_tokens)) {}

  void Add(const TrainingRow& row);

  size_t rows() const { return rows_; }
  const std::map<std::string, OfScenario>& scenarios() const { return scenarios_; }
  const std::map<std::string, size_t>& sources() const { return sources_; }
  const std::map<double, size_t>& scores() const { return scores_; }
  const std::array<size_t, 3>& labels() const { return labels_; }
  /// In characters: "query", "response", "output"; "message" and "output" in tokens.
  const std::map<std::string, Lengths>& chars() const { return chars_; }
  const std::map<std::string, Lengths>& tokens() const { return tokens_; }

 private:
  void Measure(const TrainingRow& row);

  TokenCounter count_tokens_;
  UserMessageReader reader_;
  size_t rows_ = 0;
  std::map<std::string, OfScenario> scenarios_;  // by the table's names
  std::map<std::string, size_t> sources_;
  std::map<double, size_t> scores_;
  std::array<size_t, 3> labels_{};
  std::map<std::string, Lengths> chars_;
  std::map<std::string, Lengths> tokens_;
};

}  // namespace autoj

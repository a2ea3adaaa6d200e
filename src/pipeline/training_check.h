#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "pipeline/training_row.h"
#include "pipeline/user_message.h"

namespace autoj {

/// One kind of thing that is odd about training rows.
struct CheckFinding {
  std::string name;       ///< "other_decision", "full_stop", ...
  std::string meaning;    ///< In words.
  bool is_fault = false;  ///< A row must not be trained on; else it only is worth knowing.
  std::vector<std::string> places;  ///< "file:line: more", one a row.
};

/// Holds training rows against what a judge is to learn: the message is one of Auto-J's own, the
/// output decides by that protocol's rule and as the row says. One thread.
class TrainingCheck {
 public:
  TrainingCheck();

  void Add(const TrainingRow& row, const std::string& where);

  /// A line that is no row; `error` begins with its place.
  void AddBroken(const std::string& error);

  size_t rows() const { return rows_; }
  bool has_faults() const;

  /// Those that were found, faults first.
  std::vector<CheckFinding> Findings() const;

 private:
  void Note(const std::string& name, const std::string& where, const std::string& more = "");
  void CheckTexts(const TrainingRow& row, const UserMessage& message, const std::string& where);
  void CheckOutput(const TrainingRow& row, const Protocol& protocol, const std::string& where);

  UserMessageReader reader_;
  std::vector<CheckFinding> findings_;
  std::unordered_map<std::string, std::string> seen_;  // hash of a message -> where it stood
  size_t rows_ = 0;
};

}  // namespace autoj

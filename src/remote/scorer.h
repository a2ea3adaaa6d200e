#pragma once

#include <optional>
#include <string>
#include <vector>

#include "remote/ask.h"

namespace autoj {

/// Something that takes one or more exchanges, one after the other. One thread.
class AskSeries {
 public:
  virtual ~AskSeries() = default;
  /// What is to be asked now, the same until it is taken; nothing: all is known.
  virtual std::optional<Ask> Next() = 0;
  /// The body that answers it. Throws Error(kRemote), saying what is wrong, for one that does not
  /// tell what was asked; the same may be asked again then.
  virtual void Take(const std::string& body) = 0;
};

/// Finds the log-probability of each alternative of a decision, and which of them the server itself
/// goes on with; once Next gives nothing.
class Scorer : public AskSeries {
 public:
  /// In the order of the alternatives; empty where the server only chooses.
  virtual std::vector<double> Scores() const = 0;
  /// Where what it wrote at temperature 0 is one of them.
  virtual std::optional<size_t> Choice() const = 0;
};

}  // namespace autoj

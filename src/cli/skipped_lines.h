#pragma once

#include <cstddef>
#include <ostream>

#include "base/json_lines.h"

namespace autoj {

/// --skip-bad of a command that judges nothing: tells each line that is left out, and counts them.
class SkippedLines {
 public:
  /// `err` must outlive it.
  explicit SkippedLines(std::ostream& err) : err_(err) {}

  /// For the readers of an input; empty, so that the first error is thrown, where not `wanted`.
  SkipBad Sink(bool wanted) {
    if (!wanted) {
      return {};
    }
    return [this](const std::string& error) {
      err_ << "autoj: skipped: " << error << "\n";
      ++count_;
    };
  }

  size_t count() const { return count_; }

 private:
  std::ostream& err_;
  size_t count_ = 0;
};

}  // namespace autoj

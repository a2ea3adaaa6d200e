#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "autoj/judgment.h"
#include "cli/record_output.h"
#include "report/run_summary.h"

namespace autoj {

/// The results of `judge`, as RecordOutput writes them. Memory: the rows of the table. One thread.
class JudgeOutput {
 public:
  /// `file` may be empty; `out` is standard output. Throws Error(kIo).
  JudgeOutput(const std::string& file, bool json, std::ostream& out);

  void Add(const ItemJudgment& item);

  /// After the last item: what stands behind it, and the file takes its place.
  void End(const RunSummary& summary);

 private:
  RecordOutput records_;
  std::vector<ItemJudgment> rows_;  // of the table
};

}  // namespace autoj

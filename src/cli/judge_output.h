#pragma once

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "autoj/judgment.h"
#include "base/file.h"
#include "report/run_summary.h"

namespace autoj {

/// Where the results of `judge` go, item by item: into a file where one is named, and to standard
/// output as one JSON object, as a table where it is a terminal, or as records where there is no
/// file. Memory: the rows of the table, of which the first some hundred are shown. One thread.
class JudgeOutput {
 public:
  /// `file` may be empty; `out` is standard output. Throws Error(kIo).
  JudgeOutput(const std::string& file, bool json, std::ostream& out);

  void Add(const ItemJudgment& item);

  /// After the last item: what stands behind it, and the file takes its place.
  void End(const RunSummary& summary);

 private:
  enum class Shape { kNothing, kRecords, kTable, kJson };

  std::ostream& out_;
  Shape shape_;
  std::optional<FileWriter> file_;
  std::vector<ItemJudgment> rows_;  // of the table
  size_t items_ = 0;
};

}  // namespace autoj

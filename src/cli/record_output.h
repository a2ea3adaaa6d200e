#pragma once

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "base/file.h"

namespace autoj {

/// The columns of the terminal behind standard output; 100 where it is none.
size_t TerminalWidth();

/// Where the results of a command that judges go, item by item: into a file where one is named, and
/// to standard output as one JSON object, as a table where it is a terminal, or as records where
/// there is no file. One thread.
class RecordOutput {
 public:
  /// `file` may be empty; `out` is standard output. Throws Error(kIo).
  RecordOutput(const std::string& file, bool json, std::ostream& out);

  /// Whether records are wanted, and whether the next item's row stands in a table (of the first
  /// some hundred).
  bool takes_records() const;
  bool takes_row() const;

  /// The next item; `record`, on one line, is looked at where records are wanted.
  void Add(const std::string& record);

  /// After the last item: what stands behind it (a table where there is one), and the file takes
  /// its place.
  void End(const nlohmann::ordered_json& summary, const std::string& table);

 private:
  enum class Shape { kNothing, kRecords, kTable, kJson };

  std::ostream& out_;
  Shape shape_;
  std::optional<FileWriter> file_;
  size_t items_ = 0;
};

}  // namespace autoj

#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/json_lines.h"

namespace autoj {

/// A query to be classified.
struct QueryRow {
  std::string id;                       ///< As in the input; without one, the zero-based position.
  std::string query;                    ///< Valid UTF-8; may be empty.
  std::optional<std::string> category;  ///< What the input calls it, as it stands there.
  std::string line;                     ///< "file:line" it was read from, for messages.
};

using QueryRowSink = std::function<void(QueryRow row)>;

/// Reads queries, JSON lines of two kinds: autoj's own items, whose responses are not needed here
/// ({"id"?, "query"|"prompt"|"dialogue", "scenario"?, ..}), and the rows of the reference's
/// classifier ({"category"?, "instruction", "input"?}), whose query is the instruction, a space and
/// the input. Throws Error(kInput) with file:line as ReadItems does, and for a record that is of
/// both kinds. `path` may be "-". `skip` as for ReadItems.
void ReadQueryRows(const std::string& path, const QueryRowSink& sink, const SkipBad& skip = {});

}  // namespace autoj

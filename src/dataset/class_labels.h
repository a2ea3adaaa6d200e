#pragma once

#include <optional>
#include <string>
#include <vector>

namespace autoj {

/// The class that a line names.
struct ClassLabel {
  std::string label;              ///< Without white space around it; not empty.
  std::optional<std::string> id;  ///< Where the line gives one.
  std::string where;              ///< "file:line", for messages.
};

/// Reads lines that name a class under one of `keys` ("category", "scenario"). Throws Error(kInput)
/// with file:line for one that names none, or two of them, and for an id that stands there twice.
std::vector<ClassLabel> ReadClassLabels(const std::string& path,
                                        const std::vector<std::string>& keys);

}  // namespace autoj

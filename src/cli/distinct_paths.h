#pragma once

#include <string>
#include <vector>

namespace autoj {

/// A file or folder of a call, and what the user knows it as: "--output", "the input".
struct NamedPath {
  std::string name;
  std::string path;  ///< "" and "-" are none.
};

/// Throws Error(kUsage) where an output is also an input, or another output, by whatever path; a
/// device or pipe may be. To be called before anything is written.
void CheckDistinct(const std::vector<NamedPath>& inputs, const std::vector<NamedPath>& outputs);

}  // namespace autoj

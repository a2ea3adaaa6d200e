#pragma once

#include <string>
#include <utility>
#include <vector>

namespace autoj {

/// A file `tests/golden/AREA/NAME.case`: three header lines, an input, a line "----", and what is
/// expected. An input is lines "key: value"; a key without a value takes the lines below it that
/// are indented by four spaces.
class GoldenCase {
 public:
  /// Throws std::runtime_error for a file that has not this form.
  explicit GoldenCase(const std::string& path);

  /// The value of a key, or "" where it is not there.
  std::string Get(const std::string& key) const;

  /// Expects `actual` (which ends in a line feed); with AUTOJ_UPDATE_GOLDEN=1 in the environment,
  /// writes it into the file instead.
  void Expect(const std::string& actual) const;

 private:
  std::string path_;
  std::string head_;  // everything up to and including the separator
  std::string expected_;
  std::vector<std::pair<std::string, std::string>> input_;
};

/// The paths of the cases of an area, sorted.
std::vector<std::string> GoldenPaths(const std::string& area);

}  // namespace autoj

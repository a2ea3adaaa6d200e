#pragma once

#include <fstream>
#include <streambuf>
#include <string>

namespace autoj {

/// Standard input, which cannot be read a second time, in a file of its own that lives as long as
/// the object does. One at a time.
class SpooledInput {
 public:
  /// Reads standard input to its end; std::cin begins anew then, with what the file holds. Throws
  /// Error(kIo) where it cannot be kept.
  SpooledInput();
  ~SpooledInput();
  SpooledInput(const SpooledInput&) = delete;
  SpooledInput& operator=(const SpooledInput&) = delete;

  /// std::cin begins anew once more.
  void Rewind();

  /// A name for its content: the same for the same bytes.
  std::string Name() const;

  /// Copies it to `path`, as FileWriter writes.
  void CopyTo(const std::string& path) const;

 private:
  std::string path_;
  std::ifstream file_;
  std::streambuf* standard_ = nullptr;  // what std::cin read from before
};

}  // namespace autoj

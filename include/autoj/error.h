#pragma once

#include <stdexcept>
#include <string>

namespace autoj {

/// What went wrong, and with it the program's exit code. One kind for each thing a user can mend.
enum class ErrorKind {
  kUsage = 2,          ///< The command line asks for something that does not exist.
  kInput = 3,          ///< A file that was read is missing, broken or incomplete.
  kModel = 4,          ///< A model cannot be found, loaded or used.
  kRemote = 5,         ///< A server did not answer as it should.
  kIo = 6,             ///< A file or folder cannot be written.
  kInternal = 70,      ///< A bug of ours.
  kInterrupted = 130,  ///< The stop signal came before there was anything to finish.
};

/// "usage", "input", "model", "remote", "io", "interrupted" or "internal".
inline const char* ErrorKindName(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUsage:
      return "usage";
    case ErrorKind::kInput:
      return "input";
    case ErrorKind::kModel:
      return "model";
    case ErrorKind::kRemote:
      return "remote";
    case ErrorKind::kIo:
      return "io";
    case ErrorKind::kInterrupted:
      return "interrupted";
    case ErrorKind::kInternal:
      break;
  }
  return "internal";
}

/// The one exception of this library: its message says what, where (file:line, item id) and what to
/// do.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  ErrorKind kind() const { return kind_; }
  int exit_code() const { return static_cast<int>(kind_); }

 private:
  ErrorKind kind_;
};

}  // namespace autoj

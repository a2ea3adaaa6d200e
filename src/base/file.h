#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace autoj {

/// A file that is written bit by bit, to a temporary one beside `path` that is renamed at the end:
/// readers see the old content or the new, never half of it, also after a crash of the machine. A
/// symbolic link stays and its target is replaced; a file keeps its permissions. A device or pipe
/// is written to directly. What a killed process left behind is removed by the next one that writes
/// to the same path. Throws Error(kIo) with path and reason; the old content is kept then,
/// and where Commit was not called. One thread at a time.
class FileWriter {
 public:
  explicit FileWriter(const std::string& path);
  ~FileWriter();

  void Write(std::string_view text);
  /// Ends the file: what was written is there when this returns. Nothing may follow.
  void Commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The whole content of a file. Throws Error(kInput), "path: why; what_to_do", where it is a folder
/// or cannot be read.
std::string ReadFile(const std::string& path, const std::string& what_to_do);

/// Writes a whole file as FileWriter does.
void WriteFileAtomically(const std::string& path, std::string_view content);

/// Throws what a FileWriter would throw for `path` before it writes a byte; leaves nothing behind.
void CheckWritable(const std::string& path);

/// $XDG_CACHE_HOME/autoj, or ~/.cache/autoj. Not created.
std::string CacheFolder();

/// $XDG_STATE_HOME/autoj, or ~/.local/state/autoj. Not created.
std::string StateFolder();

}  // namespace autoj

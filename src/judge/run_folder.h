#pragma once

#include <string>

namespace autoj {

/// What marks `run.db` as ours in the header of the SQLite file: "aJrn".
constexpr int kRunApplicationId = 0x614A726E;
/// The layout of the tables; a program reads its own alone.
constexpr int kRunVersion = 5;

/// The path of a run's SQLite file; in a fresh run it is empty or not there yet.
std::string RunDatabase(const std::string& folder);

/// Throws Error(kIo) where a `run.db` is no SQLite file, another program's, or of another version
/// than kRunVersion. False where there is none yet, or an empty one. Changes nothing.
bool CheckRunDatabase(const std::string& folder);

/// The folder of one run, locked by this process as long as the object lives: `lock` holds a
/// flock, which ends with the process, however it ends. Other programs may read `run.db` meanwhile.
class RunFolder {
 public:
  /// Makes the folder where it is not there. Throws Error(kIo), and changes nothing, where it
  /// cannot be written, is locked, holds other files but no run, or a `run.db` that
  /// CheckRunDatabase refuses.
  explicit RunFolder(const std::string& path);
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  /// Whether there was a run before this object.
  bool was_there() const { return was_there_; }

  /// Removes what a run consists of, and the folder where this object made it and nothing else is
  /// in it. The database must be closed.
  void Remove();

 private:
  bool HoldsRun() const;
  void Lock(bool make);

  std::string path_;
  int lock_ = -1;
  bool was_there_ = false;
  bool made_ = false;
};

}  // namespace autoj

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include "autoj/error.h"
#include "autoj/run.h"
#include "base/text.h"
#include "judge/judgment_row.h"

namespace autoj {

/// Opens `run.db` for writing, with its tables; "" is a database in memory. Throws
/// SQLite::Exception.
SQLite::Database OpenForWriting(const std::string& path);

/// Opens `run.db` for reading alone, also where its folder cannot be written. Throws
/// SQLite::Exception.
SQLite::Database OpenForReading(const std::string& path);

/// What a failure of SQLite means to the user, and what to do.
std::string ExplainFailure(const SQLite::Exception& failure);

/// Runs `work` and gives SQLite's failures as Error(kIo) that begins with `path`.
template <typename Work>
auto Translated(const std::string& path, const Work& work) {
  try {
    return work();
  } catch (const SQLite::Exception& e) {
    throw Error(ErrorKind::kIo, fmt::format("{}: {}", EscapeForTerminal(path), ExplainFailure(e)));
  }
}

/// Ends a statement's step at the end of a scope: until then a reader would hold its snapshot.
class Stepping {
 public:
  explicit Stepping(SQLite::Statement& statement) : statement_(statement) {}
  ~Stepping() { statement_.tryReset(); }
  Stepping(const Stepping&) = delete;
  Stepping& operator=(const Stepping&) = delete;

 private:
  SQLite::Statement& statement_;
};

/// The manifest that is stored, or nothing in a fresh run.
std::optional<Manifest> ReadManifest(const SQLite::Database& database);

/// Adds what `manifest` has and the database has not.
void AddToManifest(SQLite::Database& database, const Manifest& manifest);

/// Changes facts of the manifest, or adds them; writes nothing where they are as they were.
void ChangeFacts(SQLite::Database& database, const std::map<std::string, std::string>& facts);

/// Finds the attempts of a judgment.
class JudgmentFinder {
 public:
  explicit JudgmentFinder(const SQLite::Database& database);

  /// The newest.
  std::optional<Judgment> Find(const JudgmentKey& key);
  /// The newest without its text, which may be long and stands on pages of its own.
  std::optional<Judgment> FindOutline(const JudgmentKey& key);
  /// All of them, from the first to the newest.
  std::vector<Judgment> FindAttempts(const JudgmentKey& key);

 private:
  SQLite::Statement newest_;
  SQLite::Statement outline_;
  SQLite::Statement attempts_;
};

}  // namespace autoj

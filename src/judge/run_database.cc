#include "judge/run_database.h"

#include <cerrno>
#include <filesystem>
#include <string_view>
#include <utility>

#include <sqlite3.h>
#include <unistd.h>

#include "judge/run_folder.h"

namespace autoj {
namespace {

constexpr int kBusyMilliseconds = 5000;
constexpr std::string_view kSetting = "setting:";
constexpr std::string_view kProtocol = "protocol:";
constexpr std::string_view kFact = "fact:";

// Written in rollback mode, before WAL: so the file's own header is complete when this is
// committed. Not synced: a loss of power costs a run that has just begun. No WITHOUT ROWID where
// texts stand: they are too long for the inner nodes of a tree.
constexpr const char* kSchema = R"(
  PRAGMA synchronous = OFF;
  BEGIN IMMEDIATE;
  PRAGMA application_id = {};
  PRAGMA user_version = {};
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE items (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL,
    protocol TEXT NOT NULL, language TEXT NOT NULL, judgments INTEGER NOT NULL,
    item TEXT NOT NULL, steps TEXT NOT NULL, criteria TEXT);
  CREATE INDEX items_by_position ON items (position);
  CREATE TABLE judgments (
    id TEXT NOT NULL, "order" TEXT NOT NULL, response INTEGER NOT NULL, step INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    prompt_hash TEXT NOT NULL, outcome TEXT NOT NULL, rating REAL, reason TEXT NOT NULL,
    probabilities TEXT NOT NULL, finish TEXT NOT NULL, prompt_tokens INTEGER,
    cached_tokens INTEGER, completion_tokens INTEGER, logprob REAL, seconds REAL NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (id, "order", response, step, attempt));
  COMMIT;
)";

// A checkpoint makes the disk keep what was written: seldom, so that thousands of judgments a
// second do not wait for it. What a loss of power may cost is what came after the last one.
constexpr const char* kWriting = R"(
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = 8192;
  PRAGMA journal_size_limit = 33554432;
  PRAGMA cache_size = -16384;
)";

// {} are kJudgmentColumns, and the text or nothing.
constexpr const char* kNewest = R"(
  SELECT {}{} FROM judgments
  WHERE id = ?1 AND "order" = ?2 AND response = ?3 AND step = ?4 ORDER BY attempt DESC LIMIT 1
)";
constexpr const char* kAttempts = R"(
  SELECT {}{} FROM judgments WHERE id = ?1 AND "order" = ?2 AND response = ?3 AND step = ?4
  ORDER BY attempt
)";
constexpr const char* kAndText = ", text";
constexpr int kTextColumn = 16;

using Pairs = std::map<std::string, std::string>;

void AddPairs(SQLite::Statement& insert, std::string_view kind, const Pairs& pairs) {
  for (const auto& [name, value] : pairs) {
    insert.bind(1, std::string(kind) + name);
    insert.bind(2, value);
    insert.exec();
    insert.reset();
  }
}

void TakeIf(std::string_view kind, const std::string& key, const std::string& value, Pairs* pairs) {
  if (key.rfind(kind, 0) == 0) {
    (*pairs)[key.substr(kind.size())] = value;
  }
}

Judgment ReadWhole(SQLite::Statement& row) {
  Judgment judgment = ReadJudgment(row).second;
  judgment.text = row.getColumn(kTextColumn).getString();
  return judgment;
}

// A file as a URI: what has a meaning there is written in hex.
std::string Uri(const std::string& path) {
  std::string uri = "file:";
  for (char c : std::filesystem::absolute(path).string()) {
    bool special = c == '?' || c == '#' || c == '%';
    uri += special ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return uri;
}

}  // namespace

SQLite::Database OpenForWriting(const std::string& path) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyMilliseconds);
  if (database.execAndGet("PRAGMA user_version").getInt() == 0) {
    database.exec(fmt::format(kSchema, kRunApplicationId, kRunVersion));
  }
  database.exec(kWriting);
  return database;
}

SQLite::Database OpenForReading(const std::string& path) {
  // SQLite keeps an index of the WAL in the folder. Where it cannot, nobody can write there
  // either, and a run whose WAL is empty stands still.
  std::string folder = std::filesystem::path(path).parent_path().string();
  bool still = access(folder.c_str(), W_OK) != 0 && !std::filesystem::exists(path + "-wal");
  return {Uri(path) + (still ? "?immutable=1" : ""), SQLite::OPEN_READONLY | SQLite::OPEN_URI,
          kBusyMilliseconds};
}

std::string ExplainFailure(const SQLite::Exception& failure) {
  constexpr int kPrimary = 0xFF;
  // The WAL's index is a file of its own; that it cannot grow is told as an I/O error.
  bool no_room = failure.getExtendedErrorCode() == SQLITE_IOERR_SHMSIZE;
  switch (no_room ? SQLITE_FULL : failure.getErrorCode() & kPrimary) {
    case SQLITE_FULL:
      return "the disk is full; free some space and give the same command again: what is judged "
             "so far is kept";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another program is writing to it; close that and give the same command again";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return fmt::format("is damaged ({}); keep a copy of it, and begin anew with another --run",
                         failure.what());
    default:
      return fmt::format("cannot be used ({}); look at the disk and at the rights of the folder",
                         failure.what());
  }
}

std::optional<Manifest> ReadManifest(const SQLite::Database& database) {
  Manifest manifest;
  SQLite::Statement rows(database, "SELECT key, value FROM meta");
  bool any = false;
  for (; rows.executeStep(); any = true) {
    std::string key = rows.getColumn(0).getString();
    std::string value = rows.getColumn(1).getString();
    TakeIf(kSetting, key, value, &manifest.settings);
    TakeIf(kProtocol, key, value, &manifest.protocols);
    TakeIf(kFact, key, value, &manifest.facts);
  }
  return any ? std::optional<Manifest>(std::move(manifest)) : std::nullopt;
}

void AddToManifest(SQLite::Database& database, const Manifest& manifest) {
  SQLite::Statement insert(database, "INSERT OR IGNORE INTO meta VALUES (?, ?)");
  AddPairs(insert, kSetting, manifest.settings);
  AddPairs(insert, kProtocol, manifest.protocols);
  AddPairs(insert, kFact, manifest.facts);
}

void ChangeFacts(SQLite::Database& database, const Pairs& facts) {
  SQLite::Statement change(database,
                           "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET "
                           "value = ?2 WHERE value IS NOT ?2");
  AddPairs(change, kFact, facts);
}

JudgmentFinder::JudgmentFinder(const SQLite::Database& database)
    : newest_(database, fmt::format(kNewest, kJudgmentColumns, kAndText)),
      outline_(database, fmt::format(kNewest, kJudgmentColumns, "")),
      attempts_(database, fmt::format(kAttempts, kJudgmentColumns, kAndText)) {}

std::optional<Judgment> JudgmentFinder::Find(const JudgmentKey& key) {
  Stepping stepping(newest_);
  BindKey(newest_, key);
  return newest_.executeStep() ? std::optional<Judgment>(ReadWhole(newest_)) : std::nullopt;
}

std::optional<Judgment> JudgmentFinder::FindOutline(const JudgmentKey& key) {
  Stepping stepping(outline_);
  BindKey(outline_, key);
  return outline_.executeStep() ? std::optional<Judgment>(ReadJudgment(outline_).second)
                                : std::nullopt;
}

std::vector<Judgment> JudgmentFinder::FindAttempts(const JudgmentKey& key) {
  std::vector<Judgment> attempts;
  Stepping stepping(attempts_);
  BindKey(attempts_, key);
  while (attempts_.executeStep()) {
    attempts.push_back(ReadWhole(attempts_));
  }
  return attempts;
}

}  // namespace autoj

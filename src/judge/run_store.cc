#include "judge/run_store.h"

#include <tuple>
#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include "autoj/error.h"
#include "base/text.h"
#include "judge/judgment_row.h"
#include "judge/run_folder.h"

namespace autoj {
namespace {

constexpr int kBusyMilliseconds = 5000;
constexpr std::string_view kSetting = "setting:";
constexpr std::string_view kFact = "fact:";

// Written in rollback mode, before WAL: so the file's own header is complete when this is
// committed. Not synced: a loss of power costs a run that has just begun. No WITHOUT ROWID: texts
// are too long for the inner nodes of a tree.
constexpr const char* kSchema = R"(
  PRAGMA synchronous = OFF;
  BEGIN IMMEDIATE;
  PRAGMA application_id = {};
  PRAGMA user_version = {};
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE judgments (
    id TEXT NOT NULL, "order" TEXT NOT NULL, response INTEGER NOT NULL, attempt INTEGER NOT NULL,
    prompt_hash TEXT NOT NULL, outcome TEXT NOT NULL, rating REAL, reason TEXT NOT NULL,
    probabilities TEXT NOT NULL, finish TEXT NOT NULL, prompt_tokens INTEGER,
    completion_tokens INTEGER, logprob REAL, seconds REAL NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (id, "order", response, attempt));
  COMMIT;
)";

// {} are kJudgmentColumns.
constexpr const char* kAdd = R"(
  INSERT INTO judgments ({}, text) VALUES (?1, ?2, ?3,
    (SELECT coalesce(max(attempt), 0) + 1 FROM judgments
     WHERE id = ?1 AND "order" = ?2 AND response = ?3),
    ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
  RETURNING attempt
)";
constexpr const char* kFind = R"(
  SELECT {}, text FROM judgments
  WHERE id = ?1 AND "order" = ?2 AND response = ?3 ORDER BY attempt DESC LIMIT 1
)";
constexpr int kTextColumn = 14;
constexpr const char* kNewest = R"(
  SELECT {} FROM judgments AS one WHERE attempt = (SELECT max(attempt) FROM judgments AS other
    WHERE other.id = one.id AND other."order" = one."order" AND other.response = one.response)
)";

// Ends a statement's step at the end of a scope: until then a reader would hold its snapshot.
class Stepping {
 public:
  explicit Stepping(SQLite::Statement& statement) : statement_(statement) {}
  ~Stepping() { statement_.tryReset(); }
  Stepping(const Stepping&) = delete;
  Stepping& operator=(const Stepping&) = delete;

 private:
  SQLite::Statement& statement_;
};

std::string Explain(const SQLite::Exception& failure) {
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

// Runs `work` and gives SQLite's failures as ours.
template <typename Work>
auto Translated(const std::string& path, const Work& work) {
  try {
    return work();
  } catch (const SQLite::Exception& e) {
    throw Error(ErrorKind::kIo, fmt::format("{}: {}", EscapeForTerminal(path), Explain(e)));
  }
}

SQLite::Database OpenDatabase(const std::string& path) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyMilliseconds);
  if (database.execAndGet("PRAGMA user_version").getInt() == 0) {
    database.exec(fmt::format(kSchema, kRunApplicationId, kRunVersion));
  }
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  return database;
}

using Pairs = std::map<std::string, std::string>;

// One line for each setting that differs.
std::string Differences(const Pairs& old_settings, const Pairs& new_settings) {
  Pairs names = old_settings;
  names.insert(new_settings.begin(), new_settings.end());
  std::string lines;
  for (const auto& [name, ignored] : names) {
    auto before = old_settings.find(name);
    auto now = new_settings.find(name);
    bool was = before != old_settings.end();
    bool is = now != new_settings.end();
    if (was && is && before->second == now->second) {
      continue;
    }
    lines += fmt::format("  {}: the run has {}, this call asks for {}\n", EscapeForTerminal(name),
                         was ? EscapeForTerminal(before->second) : "no such setting",
                         is ? EscapeForTerminal(now->second) : "no such setting");
  }
  return lines;
}

}  // namespace

bool JudgmentKey::operator<(const JudgmentKey& other) const {
  return std::tie(id, order, response) < std::tie(other.id, other.order, other.response);
}

struct RunStore::State {
  explicit State(const std::string& path)
      : run(path.empty() ? "in memory" : path),
        file(path.empty() ? ":memory:" : RunDatabase(path)),
        folder(path.empty() ? nullptr : std::make_unique<RunFolder>(path)),
        database(OpenDatabase(file)),
        add(database, fmt::format(kAdd, kJudgmentColumns)),
        find(database, fmt::format(kFind, kJudgmentColumns)) {}

  void KeepMissing(std::string_view kind, const Pairs& pairs) {
    SQLite::Statement insert(database, "INSERT OR IGNORE INTO meta VALUES (?, ?)");
    for (const auto& [name, value] : pairs) {
      insert.bind(1, std::string(kind) + name);
      insert.bind(2, value);
      insert.exec();
      insert.reset();
    }
  }

  std::string run;
  std::string file;
  std::unique_ptr<RunFolder> folder;  // Before the database: unlocked when that is closed.
  SQLite::Database database;
  SQLite::Statement add;
  SQLite::Statement find;
};

RunStore::RunStore(const std::string& folder)
    : state_(Translated(RunDatabase(folder), [&] { return std::make_unique<State>(folder); })) {}

RunStore::~RunStore() = default;

std::optional<Manifest> RunStore::LoadManifest() const {
  return Translated(state_->file, [&]() -> std::optional<Manifest> {
    Manifest manifest;
    SQLite::Statement rows(state_->database, "SELECT key, value FROM meta");
    bool any = false;
    for (; rows.executeStep(); any = true) {
      std::string key = rows.getColumn(0).getString();
      bool is_setting = key.rfind(kSetting, 0) == 0;
      Pairs& pairs = is_setting ? manifest.settings : manifest.facts;
      pairs[key.substr((is_setting ? kSetting : kFact).size())] = rows.getColumn(1).getString();
    }
    return any ? std::optional<Manifest>(std::move(manifest)) : std::nullopt;
  });
}

void RunStore::KeepManifest(const Manifest& manifest) {
  if (std::optional<Manifest> old = LoadManifest()) {
    std::string differences = Differences(old->settings, manifest.settings);
    if (!differences.empty()) {
      throw Error(ErrorKind::kInput,
                  fmt::format("run {} was made otherwise:\n{}give the same flags again, or name "
                              "another folder with --run",
                              EscapeForTerminal(state_->run), differences));
    }
  }
  Translated(state_->file, [&] {
    SQLite::Transaction transaction(state_->database);
    state_->KeepMissing(kSetting, manifest.settings);
    state_->KeepMissing(kFact, manifest.facts);
    transaction.commit();
  });
}

std::optional<Judgment> RunStore::Find(const JudgmentKey& key) const {
  return Translated(state_->file, [&]() -> std::optional<Judgment> {
    SQLite::Statement& find = state_->find;
    Stepping stepping(find);
    BindKey(find, key);
    if (!find.executeStep()) {
      return std::nullopt;
    }
    Judgment judgment = ReadJudgment(find).second;
    judgment.text = find.getColumn(kTextColumn).getString();
    return judgment;
  });
}

void RunStore::ForEach(const std::function<void(const JudgmentKey&, const Judgment&)>& sink) const {
  Translated(state_->file, [&] {
    SQLite::Statement rows(state_->database, fmt::format(kNewest, kJudgmentColumns));
    while (rows.executeStep()) {
      auto [key, judgment] = ReadJudgment(rows);
      sink(key, judgment);
    }
  });
}

void RunStore::Add(const JudgmentKey& key, Judgment& judgment) {
  Translated(state_->file, [&] {
    SQLite::Statement& add = state_->add;
    Stepping stepping(add);
    BindJudgment(add, key, judgment);
    add.executeStep();
    int attempt = add.getColumn(0).getInt();
    add.executeStep();  // The end of the statement commits it.
    judgment.attempt = attempt;
  });
}

}  // namespace autoj

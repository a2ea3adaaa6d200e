#include "judge/run_store.h"

#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include "autoj/error.h"
#include "base/text.h"
#include "judge/item_row.h"
#include "judge/judgment_row.h"
#include "judge/manifest_difference.h"
#include "judge/run_database.h"
#include "judge/run_folder.h"

namespace autoj {
namespace {

// {} are kJudgmentColumns.
constexpr const char* kAdd = R"(
  INSERT INTO judgments ({}, text) VALUES (?1, ?2, ?3, ?4,
    (SELECT coalesce(max(attempt), 0) + 1 FROM judgments
     WHERE id = ?1 AND "order" = ?2 AND response = ?3 AND step = ?4),
    ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
  RETURNING attempt
)";
// A second call changes only what is not as it was: a finished run writes nothing.
constexpr const char* kFindItem = R"(
  SELECT row, (position, kind, protocol, language, judgments, item, steps, criteria)
    IS (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
  FROM items WHERE id = ?1
)";
constexpr const char* kChangeItem = R"(
  UPDATE items SET position = ?2, kind = ?3, protocol = ?4, language = ?5, judgments = ?6,
    item = ?7, steps = ?8, criteria = ?9
  WHERE id = ?1
)";
constexpr const char* kAddItem =
    "INSERT INTO items ({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
constexpr const char* kIndexItems = "CREATE UNIQUE INDEX IF NOT EXISTS items_by_id ON items (id)";
constexpr const char* kIsIndexed =
    "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND name = 'items_by_id'";

// As Budget::Add counts them.
constexpr const char* kSumTokens = R"(
  SELECT coalesce(sum(prompt_tokens), 0), coalesce(sum(cached_tokens), 0),
    coalesce(sum(completion_tokens), 0),
    count(*) FILTER (WHERE finish IN ('stop', 'length')
                     AND (prompt_tokens IS NULL OR completion_tokens IS NULL))
  FROM judgments WHERE finish IS NOT 'too_long' OR completion_tokens > 0
)";

using Pairs = std::map<std::string, std::string>;

}  // namespace

struct RunStore::State {
  explicit State(const std::string& path)
      : run(path.empty() ? "in memory" : path),
        file(path.empty() ? ":memory:" : RunDatabase(path)),
        folder(path.empty() ? nullptr : std::make_unique<RunFolder>(path)),
        database(OpenForWriting(file)),
        add(database, fmt::format(kAdd, kJudgmentColumns)),
        add_item(database, fmt::format(kAddItem, kItemColumns)),
        load_item(database, fmt::format("SELECT {} FROM items WHERE row = ?", kItemColumns)),
        finder(database) {}

  // The items of an earlier call; a fresh run has none, and indexes its ids when all are there.
  struct KnownItems {
    explicit KnownItems(const SQLite::Database& items)
        : find(items, kFindItem), change(items, kChangeItem) {}
    SQLite::Statement find;
    SQLite::Statement change;
  };

  std::string run;
  std::string file;
  std::unique_ptr<RunFolder> folder;  // Before the database: unlocked when that is closed.
  SQLite::Database database;
  SQLite::Statement add;
  SQLite::Statement add_item;
  SQLite::Statement load_item;
  JudgmentFinder finder;
  std::optional<KnownItems> known;
  std::optional<SQLite::Transaction> intake;
};

RunStore::RunStore(const std::string& folder)
    : state_(Translated(RunDatabase(folder), [&] { return std::make_unique<State>(folder); })) {}

RunStore::~RunStore() = default;

const std::string& RunStore::name() const { return state_->run; }

void RunStore::BeginIntake() {
  Translated(state_->file, [&] {
    state_->intake.emplace(state_->database);
    if (state_->database.execAndGet(kIsIndexed).getInt() == 1) {
      state_->known.emplace(state_->database);
    }
  });
}

void RunStore::EndIntake() {
  Translated(state_->file, [&] {
    state_->known.reset();
    int code = state_->database.tryExec(kIndexItems);
    if (code == SQLITE_CONSTRAINT) {
      throw Error(ErrorKind::kInput, "two items have the same id; every item needs its own");
    }
    if (code != SQLITE_OK) {
      throw SQLite::Exception(state_->database.getHandle(), code);
    }
    state_->intake->commit();
    state_->intake.reset();
  });
}

void RunStore::DropIntake() {
  std::unique_ptr<RunFolder> folder = std::move(state_->folder);
  state_.reset();
  if (folder && !folder->was_there()) {
    folder->Remove();
  }
}

std::optional<Manifest> RunStore::LoadManifest() const {
  return Translated(state_->file, [&] { return ReadManifest(state_->database); });
}

void RunStore::KeepManifest(const Manifest& manifest) {
  if (std::optional<Manifest> old = LoadManifest()) {
    std::string differences =
        DescribeDifferences(*old, manifest, "the run has", "this call asks for");
    if (!differences.empty()) {
      throw Error(ErrorKind::kInput,
                  fmt::format("run {} was made otherwise:\n{}give the same flags again, or name "
                              "another folder with --run",
                              EscapeForTerminal(state_->run), differences));
    }
  }
  Translated(state_->file, [&] { AddToManifest(state_->database, manifest); });
}

int64_t RunStore::KeepItem(const KeptItem& kept, size_t position) {
  return Translated(state_->file, [&] {
    if (state_->known) {
      SQLite::Statement& find = state_->known->find;
      Stepping finding(find);
      BindItem(find, kept, position);
      if (find.executeStep()) {
        int64_t number = find.getColumn(0).getInt64();
        if (find.getColumn(1).getInt() == 0) {
          Stepping changing(state_->known->change);
          BindItem(state_->known->change, kept, position);
          state_->known->change.exec();
        }
        return number;
      }
    }
    Stepping adding(state_->add_item);
    BindItem(state_->add_item, kept, position);
    state_->add_item.exec();
    return state_->database.getLastInsertRowid();
  });
}

KeptItem RunStore::LoadItem(int64_t number, Item* item) const {
  return Translated(state_->file, [&] {
    SQLite::Statement& load = state_->load_item;
    Stepping stepping(load);
    load.bind(1, number);
    if (!load.executeStep()) {
      throw SQLite::Exception(fmt::format("no item {}", number), SQLITE_CORRUPT);
    }
    return ReadItem(load, item);
  });
}

size_t RunStore::CountItems() const {
  return Translated(state_->file, [&] {
    SQLite::Column count = state_->database.execAndGet("SELECT count(*) FROM items");
    return static_cast<size_t>(count.getInt64());
  });
}

bool RunStore::HasJudgments() const {
  return Translated(state_->file, [&] {
    return state_->database.execAndGet("SELECT EXISTS (SELECT 1 FROM judgments)").getInt() == 1;
  });
}

std::optional<Judgment> RunStore::Find(const JudgmentKey& key) const {
  return Translated(state_->file, [&] { return state_->finder.Find(key); });
}

std::optional<Judgment> RunStore::FindOutline(const JudgmentKey& key) const {
  return Translated(state_->file, [&] { return state_->finder.FindOutline(key); });
}

TokenTotals RunStore::SumTokens() const {
  return Translated(state_->file, [&] {
    SQLite::Statement sum(state_->database, kSumTokens);
    sum.executeStep();
    return TokenTotals{sum.getColumn(0).getInt64(), sum.getColumn(1).getInt64(),
                       sum.getColumn(2).getInt64(),
                       static_cast<size_t>(sum.getColumn(3).getInt64())};
  });
}

void RunStore::ChangeFacts(const Pairs& facts) {
  Translated(state_->file, [&] {
    SQLite::Transaction transaction(state_->database);
    autoj::ChangeFacts(state_->database, facts);
    transaction.commit();
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

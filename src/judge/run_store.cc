#include "judge/run_store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "judge/item_row.h"
#include "judge/judgment_row.h"
#include "judge/run_database.h"
#include "judge/run_folder.h"

namespace autoj {
namespace {

// {} are kJudgmentColumns.
constexpr const char* kAdd = R"(
  INSERT INTO judgments ({}, text) VALUES (?1, ?2, ?3,
    (SELECT coalesce(max(attempt), 0) + 1 FROM judgments
     WHERE id = ?1 AND "order" = ?2 AND response = ?3),
    ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
  RETURNING attempt
)";
constexpr const char* kNewest = R"(
  SELECT {} FROM judgments AS one WHERE attempt = (SELECT max(attempt) FROM judgments AS other
    WHERE other.id = one.id AND other."order" = one."order" AND other.response = one.response)
)";

// A second call changes only what is not as it was: a finished run writes nothing.
constexpr const char* kKeepItem = R"(
  INSERT INTO items VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO UPDATE SET
    position = ?2, kind = ?3, protocol = ?4, language = ?5, judgments = ?6, item = ?7
  WHERE (position, kind, protocol, language, judgments, item) IS NOT (?2, ?3, ?4, ?5, ?6, ?7)
)";

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

// One line for each protocol that is not what it was.
std::string ChangedProtocols(const Pairs& old_protocols, const Pairs& new_protocols) {
  std::string lines;
  for (const auto& [name, hash] : new_protocols) {
    auto before = old_protocols.find(name);
    if (before != old_protocols.end() && before->second != hash) {
      lines += fmt::format("  protocol {}: its file has changed since the run was made\n",
                           EscapeForTerminal(name));
    }
  }
  return lines;
}

}  // namespace

struct RunStore::State {
  explicit State(const std::string& path)
      : run(path.empty() ? "in memory" : path),
        file(path.empty() ? ":memory:" : RunDatabase(path)),
        folder(path.empty() ? nullptr : std::make_unique<RunFolder>(path)),
        database(OpenForWriting(file)),
        add(database, fmt::format(kAdd, kJudgmentColumns)),
        find(database) {}

  std::string run;
  std::string file;
  std::unique_ptr<RunFolder> folder;  // Before the database: unlocked when that is closed.
  SQLite::Database database;
  SQLite::Statement add;
  JudgmentFinder find;
};

RunStore::RunStore(const std::string& folder)
    : state_(Translated(RunDatabase(folder), [&] { return std::make_unique<State>(folder); })) {}

RunStore::~RunStore() = default;

std::optional<Manifest> RunStore::LoadManifest() const {
  return Translated(state_->file, [&] { return ReadManifest(state_->database); });
}

void RunStore::KeepManifest(const Manifest& manifest) {
  if (std::optional<Manifest> old = LoadManifest()) {
    std::string differences = Differences(old->settings, manifest.settings) +
                              ChangedProtocols(old->protocols, manifest.protocols);
    if (!differences.empty()) {
      throw Error(ErrorKind::kInput,
                  fmt::format("run {} was made otherwise:\n{}give the same flags again, or name "
                              "another folder with --run",
                              EscapeForTerminal(state_->run), differences));
    }
  }
  Translated(state_->file, [&] {
    SQLite::Transaction transaction(state_->database);
    AddToManifest(state_->database, manifest);
    transaction.commit();
  });
}

void RunStore::KeepItems(const std::vector<KeptItem>& items) {
  Translated(state_->file, [&] {
    SQLite::Transaction transaction(state_->database);
    SQLite::Statement keep(state_->database, kKeepItem);
    for (size_t i = 0; i < items.size(); ++i) {
      BindItem(keep, items[i], i);
      keep.exec();
      keep.reset();
    }
    transaction.commit();
  });
}

std::optional<Judgment> RunStore::Find(const JudgmentKey& key) const {
  return Translated(state_->file, [&] { return state_->find.Find(key); });
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

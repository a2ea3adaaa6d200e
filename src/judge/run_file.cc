#include "judge/run_file.h"

#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "judge/item_row.h"
#include "judge/run_database.h"
#include "judge/run_folder.h"

namespace autoj {
namespace {

// {} are kItemColumns.
constexpr const char* kFindItem = "SELECT {} FROM items WHERE id = ?1";

}  // namespace

struct RunFile::State {
  explicit State(const std::string& path)
      : file(path),
        database(OpenForReading(path)),
        finder(database),
        find_item(database, fmt::format(kFindItem, kItemColumns)) {
    // One view from here on: judgments that are added meanwhile are not seen.
    database.exec("BEGIN");
    manifest = ReadManifest(database).value_or(Manifest{});
  }

  std::string file;
  SQLite::Database database;
  JudgmentFinder finder;
  SQLite::Statement find_item;
  Manifest manifest;
};

RunFile::RunFile(const std::string& folder) {
  if (!CheckRunDatabase(folder)) {
    throw Error(ErrorKind::kInput, fmt::format("{}: there is no run of autoj; name the folder that "
                                               "`autoj judge` printed, or its --run",
                                               EscapeForTerminal(folder)));
  }
  std::string file = RunDatabase(folder);
  state_ = Translated(file, [&] { return std::make_unique<State>(file); });
}

RunFile::~RunFile() = default;

const Manifest& RunFile::manifest() const { return state_->manifest; }

void RunFile::ForEachItem(const ItemVisitor& visit) const {
  Translated(state_->file, [&] {
    SQLite::Statement rows(
        state_->database, fmt::format("SELECT {} FROM items ORDER BY position, row", kItemColumns));
    while (rows.executeStep()) {
      Item item;
      KeptItem kept = ReadItem(rows, &item);
      visit(item, kept, ReadPosition(rows));
    }
  });
}

std::optional<KeptItem> RunFile::FindItem(const std::string& id, Item* item) const {
  return Translated(state_->file, [&] {
    Stepping stepping(state_->find_item);
    state_->find_item.bind(1, id);
    return state_->find_item.executeStep()
               ? std::optional<KeptItem>(ReadItem(state_->find_item, item))
               : std::nullopt;
  });
}

std::optional<Judgment> RunFile::Find(const JudgmentKey& key) const {
  return Translated(state_->file, [&] { return state_->finder.Find(key); });
}

std::vector<Judgment> RunFile::FindAttempts(const JudgmentKey& key) const {
  return Translated(state_->file, [&] { return state_->finder.FindAttempts(key); });
}

}  // namespace autoj

#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include "autoj/error.h"
#include "autoj/run.h"
#include "base/text.h"
#include "judge/item_row.h"
#include "judge/run_database.h"
#include "judge/run_folder.h"

namespace autoj {

struct RunReader::State {
  explicit State(const std::string& path) : file(path), database(OpenForReading(path)) {
    // One view from here on: judgments that are added meanwhile are not seen.
    database.exec("BEGIN");
    manifest = ReadManifest(database).value_or(Manifest{});
  }

  std::string file;
  SQLite::Database database;
  Manifest manifest;
};

RunReader::RunReader(const std::string& folder) {
  if (!CheckRunDatabase(folder)) {
    throw Error(ErrorKind::kInput, fmt::format("{}: there is no run of autoj; name the folder that "
                                               "`autoj judge` printed, or its --run",
                                               EscapeForTerminal(folder)));
  }
  std::string file = RunDatabase(folder);
  state_ = Translated(file, [&] { return std::make_unique<State>(file); });
}

RunReader::~RunReader() = default;

const Manifest& RunReader::manifest() const { return state_->manifest; }

size_t RunReader::ForEach(const std::function<void(const Item&, ItemJudgment)>& sink) const {
  return Translated(state_->file, [&] {
    SQLite::Statement rows(
        state_->database, fmt::format("SELECT {} FROM items ORDER BY position, row", kItemColumns));
    JudgmentFinder finder(state_->database, JudgmentFinder::Part::kWhole);
    size_t unfinished = 0;
    while (rows.executeStep()) {
      Item item;
      KeptItem kept = ReadItem(rows, &item);
      auto find = [&](const JudgmentKey& key) { return finder.Find(key); };
      if (std::optional<ItemJudgment> judged = Assemble(kept, find)) {
        sink(item, std::move(*judged));
      } else {
        ++unfinished;
      }
    }
    return unfinished;
  });
}

}  // namespace autoj

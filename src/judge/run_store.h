#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "autoj/judgment.h"
#include "autoj/run.h"
#include "judge/budget.h"
#include "judge/judgment_key.h"
#include "judge/kept_item.h"

namespace autoj {

/// The items and judgments of one run, in one SQLite file (`FOLDER/run.db`, WAL); memory does not
/// grow with them. Each Add is committed when it returns: it survives kill -9 of the process. One
/// process at a time: the folder is locked while a store is open, and the lock ends with the
/// process, however it ends; other programs may open the file read-only meanwhile. One thread at a
/// time.
class RunStore {
 public:
  /// Opens the run in `folder`, made where it is not there; "" is a run in memory.
  /// Throws Error(kIo) where it cannot be written, is full, is locked by another process, is no
  /// run of ours (a folder with other files, a file, another kind of database) or is of a newer
  /// version; nothing in it is changed then.
  explicit RunStore(const std::string& folder);
  ~RunStore();

  /// How messages call the run: its folder.
  const std::string& name() const;

  /// Begins to take what a call brings: manifest and items are kept from here on as a whole, by
  /// EndIntake, or not at all.
  void BeginIntake();
  void EndIntake();

  /// Takes nothing: what was taken since BeginIntake goes, and so does a run that was not there
  /// before this store. The store is closed by it.
  void DropIntake();

  /// The manifest that was stored, or nothing in a fresh run.
  std::optional<Manifest> LoadManifest() const;

  /// Within an intake: stores the manifest of a fresh run. In an old one, throws Error(kInput)
  /// naming every setting that differs, with both values; protocols and facts of new names are
  /// added, the old facts stay.
  void KeepManifest(const Manifest& manifest);

  /// Within an intake: stores an item, for those who ask for it later, at its place in the input.
  /// An item that is there already is replaced. Gives the number that it has in this run.
  int64_t KeepItem(const KeptItem& kept, size_t position);

  /// A stored item by its number; it is read into `item`, which the result borrows.
  KeptItem LoadItem(int64_t number, Item* item) const;

  /// How many items are there.
  size_t CountItems() const;

  /// Whether any judgment is there.
  bool HasJudgments() const;

  /// The newest attempt of a judgment; FindOutline leaves out its text.
  std::optional<Judgment> Find(const JudgmentKey& key) const;
  std::optional<Judgment> FindOutline(const JudgmentKey& key) const;

  /// The tokens of all judgments, earlier attempts included.
  TokenTotals SumTokens() const;

  /// Changes facts of the manifest, or adds them.
  void ChangeFacts(const std::map<std::string, std::string>& facts);

  /// Adds a judgment: attempt 1, or one more than the newest. Sets `judgment.attempt`.
  /// Throws Error(kIo) where it cannot be written (a full disk); what was there stays.
  void Add(const JudgmentKey& key, Judgment& judgment);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace autoj

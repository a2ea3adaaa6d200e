#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "autoj/judgment.h"
#include "autoj/run.h"
#include "judge/judgment_key.h"
#include "judge/kept_item.h"

namespace autoj {

/// The judgments of one run, in one SQLite file (`FOLDER/run.db`, WAL). Each Add is committed when
/// it returns: it survives kill -9 of the process. One process at a time: the folder is locked
/// while a store is open, and the lock ends with the process, however it ends; other programs may
/// open the file read-only meanwhile. One thread at a time.
class RunStore {
 public:
  /// Opens the run in `folder`, made where it is not there; "" is a run in memory.
  /// Throws Error(kIo) where it cannot be written, is full, is locked by another process, is no
  /// run of ours (a folder with other files, a file, another kind of database) or is of a newer
  /// version; nothing in it is changed then.
  explicit RunStore(const std::string& folder);
  ~RunStore();

  /// The manifest that was stored, or nothing in a fresh run.
  std::optional<Manifest> LoadManifest() const;

  /// Stores the manifest of a fresh run. In an old one, throws Error(kInput) naming every setting
  /// that differs, with both values; facts of new names are added, the old ones stay.
  void KeepManifest(const Manifest& manifest);

  /// Stores the items of a call, in their order, for those who read the run later. An item that is
  /// there already is replaced.
  void KeepItems(const std::vector<KeptItem>& items);

  /// The newest attempt of a judgment, its text included.
  std::optional<Judgment> Find(const JudgmentKey& key) const;

  /// Calls `sink` with the newest attempt of every judgment, texts left out, in no order.
  void ForEach(const std::function<void(const JudgmentKey&, const Judgment&)>& sink) const;

  /// Adds a judgment: attempt 1, or one more than the newest. Sets `judgment.attempt`.
  /// Throws Error(kIo) where it cannot be written (a full disk); what was there stays.
  void Add(const JudgmentKey& key, Judgment& judgment);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace autoj

#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "autoj/run.h"
#include "judge/judgment_key.h"
#include "judge/kept_item.h"

namespace autoj {

/// The file of a run, opened for reading: one view of it, whatever is added meanwhile. Throws
/// Error(kIo) where it cannot be read or is damaged. One thread at a time.
class RunFile {
 public:
  /// Called with an item, how it was asked, and its place in the input.
  using ItemVisitor = std::function<void(const Item&, const KeptItem&, size_t position)>;

  /// Throws Error(kInput) where `folder` holds no run of ours; Error(kIo) also where it is of
  /// another version of the layout.
  explicit RunFile(const std::string& folder);
  ~RunFile();

  const Manifest& manifest() const;

  /// All items, in the order of the input. `visit` may ask for judgments.
  void ForEachItem(const ItemVisitor& visit) const;

  /// The item of an id, into `item`, and how it was asked; nothing where the run has none.
  std::optional<KeptItem> FindItem(const std::string& id, Item* item) const;

  /// The newest attempt of a judgment.
  std::optional<Judgment> Find(const JudgmentKey& key) const;

  /// All attempts of a judgment, from the first to the newest.
  std::vector<Judgment> FindAttempts(const JudgmentKey& key) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace autoj

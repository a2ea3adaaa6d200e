#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "autoj/item.h"
#include "autoj/judgment.h"

namespace autoj {

/// What a run was made with: flat names and values. Settings decide what a run is: an old run is
/// refused where they differ, or where a protocol has changed. Facts are kept for the reader.
struct Manifest {
  std::map<std::string, std::string> settings;  ///< "model", "mode", "max_tokens", ...
  /// "autoj-pairwise en": "sha256:..." of its file. Added lines may bring others.
  std::map<std::string, std::string> protocols;
  std::map<std::string, std::string> facts;  ///< "autoj", "hardware", "command", "created", ...
};

/// A read-only view of a run, of a finished one or of one that is being judged. One thread at a
/// time.
class RunReader {
 public:
  /// Throws Error(kInput) where `folder` holds no run of ours; Error(kIo) where it cannot be read,
  /// is damaged, or is of another version of the layout.
  explicit RunReader(const std::string& folder);
  ~RunReader();

  const Manifest& manifest() const;

  /// Calls `sink` with every item that is judged as a whole, in the order of the input, and with
  /// what was judged of it, newest attempts. Gives how many items are not whole yet.
  size_t ForEach(const std::function<void(const Item&, ItemJudgment)>& sink) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace autoj

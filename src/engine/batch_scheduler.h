#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/sequence.h"

namespace autoj {

/// Turns the feeds of many sequences into the batches that a model decodes, and finds what they
/// share. Each sequence has a slot, a slot has a stream of the KV cache. Knows no model; one
/// thread.
///
/// Policy: a prompt is decoded alone, a chunk at a time, in the order of arrival; when no prompt
/// waits, all slots decode their next tokens together. (A batch of unequal streams would be split
/// by libllama.) What a prompt shares with any slot's tokens is taken over: kept where it stands in
/// its own slot, else copied when it is worth the copy.
class BatchScheduler {
 public:
  /// One token of a batch.
  struct Entry {
    int slot;
    int32_t token;
    int32_t position;
    bool wants_row;
  };
  /// Stream `to` becomes a copy of stream `from`.
  struct Copy {
    int from;
    int to;
  };
  /// Stream `slot` forgets everything behind its first `keep` tokens.
  struct Rollback {
    int slot;
    size_t keep;
  };
  /// To be carried out in this order: copies, rollbacks, then one decode of the entries.
  struct Step {
    std::vector<Copy> copies;
    std::vector<Rollback> rollbacks;
    std::vector<Entry> entries;  ///< Those of one slot stand together, in order.
    std::vector<int> completed;  ///< Slots whose feed ends with this step: their rows are there.
  };

  /// `chunk`: tokens a batch may have; `rows`: rows that a batch may ask for, at least one a slot
  /// and those of any feed.
  BatchScheduler(size_t slots, size_t chunk, size_t rows);

  bool HasFreeSlot() const;
  size_t Busy() const;

  /// Gives a new sequence a slot, the one that remembers most of its prompt.
  int Start(Feed feed);
  /// The next feed of a busy slot, once its last one was completed.
  void Continue(int slot, Feed feed);
  /// Frees a slot. What its stream holds is remembered for prompts to come.
  void Finish(int slot);

  /// The next step; without entries when nothing waits. The caller carries it out before the next
  /// call.
  Step Next();

 private:
  struct Slot {
    bool busy = false;
    bool fresh = false;           // nothing of its prompt decoded yet
    std::vector<int32_t> stream;  // what the KV cache holds
    Feed feed;
    size_t fed = 0;  // tokens of the feed that are decoded
    size_t arrival = 0;
    size_t Waiting() const { return feed.tokens.size() - fed; }
  };

  int FindPrompt() const;
  void Share(int slot, Step* step);
  void Keep(int slot, size_t keep, Step* step);
  void Take(int slot, size_t count, Step* step);

  std::vector<Slot> slots_;
  size_t chunk_;
  size_t rows_;
  size_t arrivals_ = 0;
};

}  // namespace autoj

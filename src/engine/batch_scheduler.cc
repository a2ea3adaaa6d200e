#include "engine/batch_scheduler.h"

#include <algorithm>
#include <utility>

#include "engine/shared_prefix.h"

namespace autoj {
namespace {

// A feed of more tokens is decoded alone, as prompts are.
constexpr size_t kTogether = 4;
// Copying a stream costs about as much as decoding so many tokens.
constexpr size_t kWorthACopy = 32;

// The tokens of a feed that a stream holds already; those whose rows are wanted are decoded anew.
size_t Shared(const std::vector<int32_t>& stream, const Feed& feed) {
  return std::min(SharedPrefix(stream, feed.tokens), feed.tokens.size() - feed.rows);
}

}  // namespace

BatchScheduler::BatchScheduler(size_t slots, size_t chunk, size_t rows)
    : slots_(slots), chunk_(chunk), rows_(rows) {}

bool BatchScheduler::HasFreeSlot() const { return Busy() < slots_.size(); }

size_t BatchScheduler::Busy() const {
  return static_cast<size_t>(
      std::count_if(slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.busy; }));
}

int BatchScheduler::Start(Feed feed) {
  int best = -1;
  size_t best_shared = 0;
  for (size_t i = 0; i < slots_.size(); ++i) {
    size_t shared = Shared(slots_[i].stream, feed);
    bool better = best < 0 || shared > best_shared ||
                  (shared == best_shared &&
                   slots_[i].stream.size() < slots_[static_cast<size_t>(best)].stream.size());
    if (!slots_[i].busy && better) {
      best = static_cast<int>(i);
      best_shared = shared;
    }
  }
  Slot& slot = slots_[static_cast<size_t>(best)];
  slot.busy = true;
  slot.fresh = true;
  slot.feed = std::move(feed);
  slot.fed = 0;
  slot.arrival = ++arrivals_;
  return best;
}

void BatchScheduler::Continue(int slot, Feed feed) {
  Slot& it = slots_[static_cast<size_t>(slot)];
  it.feed = std::move(feed);
  it.fed = 0;
}

void BatchScheduler::Finish(int slot) {
  Slot& it = slots_[static_cast<size_t>(slot)];
  it.busy = false;
  it.feed = {};
  it.fed = 0;
}

// The slot whose prompt is next, or -1. A prompt that was begun goes on first.
int BatchScheduler::FindPrompt() const {
  int next = -1;
  for (size_t i = 0; i < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    bool prompt = slot.busy && slot.Waiting() > 0 &&
                  (slot.fresh || slot.fed > 0 || slot.Waiting() > kTogether);
    if (prompt && (next < 0 || slot.arrival < slots_[static_cast<size_t>(next)].arrival)) {
      next = static_cast<int>(i);
    }
  }
  return next;
}

void BatchScheduler::Keep(int slot, size_t keep, Step* step) {
  std::vector<int32_t>& stream = slots_[static_cast<size_t>(slot)].stream;
  if (stream.size() > keep) {
    stream.resize(keep);
    step->rollbacks.push_back({slot, keep});
  }
}

// Takes over what the prompt shares with a stream, now that all earlier prompts are decoded.
void BatchScheduler::Share(int slot, Step* step) {
  Slot& it = slots_[static_cast<size_t>(slot)];
  size_t own = Shared(it.stream, it.feed);
  int donor = slot;
  size_t shared = own;
  for (size_t i = 0; i < slots_.size(); ++i) {
    size_t there = Shared(slots_[i].stream, it.feed);
    if (there >= own + kWorthACopy && there > shared) {
      donor = static_cast<int>(i);
      shared = there;
    }
  }
  if (donor != slot) {
    it.stream = slots_[static_cast<size_t>(donor)].stream;
    step->copies.push_back({donor, slot});
  }
  Keep(slot, shared, step);
  it.fed = shared;
  it.fresh = false;
}

void BatchScheduler::Take(int slot, size_t count, Step* step) {
  Slot& it = slots_[static_cast<size_t>(slot)];
  size_t first_row = it.feed.tokens.size() - it.feed.rows;
  for (size_t i = 0; i < count; ++i, ++it.fed) {
    int32_t token = it.feed.tokens[it.fed];
    step->entries.push_back(
        {slot, token, static_cast<int32_t>(it.stream.size()), it.fed >= first_row});
    it.stream.push_back(token);
  }
  if (it.Waiting() == 0) {
    step->completed.push_back(slot);
  }
}

BatchScheduler::Step BatchScheduler::Next() {
  Step step;
  int prompt = FindPrompt();
  if (prompt >= 0) {
    Slot& slot = slots_[static_cast<size_t>(prompt)];
    if (slot.fresh) {
      Share(prompt, &step);
    } else if (slot.fed == 0) {
      Keep(prompt, slot.feed.keep, &step);
    }
    size_t waiting = slot.Waiting();
    // All rows of a feed come out of one decode.
    size_t count = waiting <= chunk_ ? waiting : std::min(chunk_, waiting - slot.feed.rows);
    Take(prompt, count, &step);
    return step;
  }
  size_t rows = 0;
  for (size_t i = 0; i < slots_.size(); ++i) {
    Slot& slot = slots_[i];
    bool waits = slot.busy && slot.Waiting() > 0;
    if (waits && step.entries.size() + slot.Waiting() <= chunk_ && rows + slot.feed.rows <= rows_) {
      rows += slot.feed.rows;
      Keep(static_cast<int>(i), slot.feed.keep, &step);
      Take(static_cast<int>(i), slot.Waiting(), &step);
    }
  }
  return step;
}

}  // namespace autoj

#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

#include "autoj/engine.h"
#include "autoj/item.h"
#include "autoj/judge.h"
#include "study/selection.h"

namespace autoj {

/// Selects the best response of each item by a tournament (tournament.h) of pairwise judgments. Its
/// rounds go through a Judge, all items at once; a comparison is an item of the run of its own,
/// "ID#0-3" for the responses 0 and 3 of ID. What is done is in the run alone: a call that goes on
/// with it takes the same way up to where it was. Memory: some dozen bytes a comparison. One thread
/// at a time, and no other reader or writer of the run in the process.
class TournamentJudge {
 public:
  /// `engine` is borrowed. Throws Error(kUsage) where the protocol cannot compare, and for a shard:
  /// the comparisons of an item must not be torn apart. `options` name a run or an input: nothing
  /// is kept in memory.
  TournamentJudge(JudgeOptions options, Engine& engine);
  /// Without a model: `options.baseline` decides.
  explicit TournamentJudge(JudgeOptions options);
  ~TournamentJudge();

  /// Judges what is not judged yet. `items`, of at least two responses each, are read several times
  /// and must stay the same. Throws as Judge::Run does.
  RunEnd Run(const ItemSource& items, JudgeObserver& observer, const StopSignal& stop);

  /// Items that a protocol could not show and that were left out (JudgeOptions::skip_bad).
  size_t skipped() const;

  /// Calls `sink` with what was selected of each item whose tournament is over, after Run. Gives
  /// how many are not; those that were left out are neither.
  size_t ForEach(const ItemSource& items, const std::function<void(Selection)>& sink) const;

  std::optional<Cost> cost() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace autoj

#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "autoj/engine.h"
#include "autoj/item.h"
#include "autoj/judge.h"
#include "autoj/judgment.h"
#include "pipeline/construction.h"

namespace autoj {

/// What a teacher has answered of one item.
struct TaughtItem {
  std::vector<Judgment>
      answers;           ///< Of the steps that were asked, in their order, newest attempts.
  bool is_done = false;  ///< All steps have a text, or one never will.
};

/// Asks a teacher all steps of a construction, through a run like a judge's (judge/run_store.h):
/// each answer is kept as soon as it is there, under the item's id and the step as its response; a
/// killed call is gone on with by the same one, and nothing is asked twice but what failed or is to
/// be tried again. An item's steps are asked one behind the other. No verdict is read here: an
/// answer with a text has the outcome kUnreadable, or kTruncated where it ended at its token limit.
/// One thread at a time.
class TeacherRun {
 public:
  /// Of the options those count that say where the run is, how texts are written, what it may cost,
  /// and, as part of its identity, which scenarios and classifier the items are by. `retry`: why a
  /// row was dropped that is asked again, from the step that gave no text or the wrong one; kFailed
  /// always. Borrows the others.
  TeacherRun(const JudgeOptions& options, const Construction& construction, Engine& engine,
             std::set<DropReason> retry = {});
  ~TeacherRun();

  /// Asks what is not asked yet of `items`, which must live as long as this object's use. Throws
  /// Error as Judge does.
  RunEnd Run(const std::vector<Item>& items, JudgeObserver& observer, const StopSignal& stop);

  /// What is there of an item of the last Run.
  TaughtItem Find(const Item& item) const;

  /// What all answers of the run cost; nothing where no price is known.
  std::optional<Cost> cost() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace autoj

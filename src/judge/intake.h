#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "autoj/item.h"
#include "autoj/judge.h"
#include "judge/examiner.h"
#include "judge/pending_questions.h"
#include "judge/run_store.h"

namespace autoj {

/// Items whose numbers follow each other.
struct NumberStretch {
  int64_t first = 0;
  int64_t count = 0;
};

/// What the items of a call come to.
struct Intake {
  std::vector<NumberStretch> items;  ///< Their numbers in the run, in the order of the input.
  PendingQuestions pending;
  size_t judgments = 0;  ///< All that the items need.
  size_t skipped = 0;    ///< Items that were left out.
};

/// Takes the items of one call into a run: each is checked, shown as it will be shown to the model,
/// held against what the run has, and stored; none stays in memory. All or none are taken.
class ItemTaker {
 public:
  /// Borrows everything.
  ItemTaker(const JudgeOptions& options, Examiner& examiner, RunStore& store,
            JudgeObserver& observer);

  /// Throws Error(kInput) where an item cannot be shown by its protocol (unless such are skipped)
  /// or has another prompt than in the run, and where the run was made otherwise than `manifest`
  /// or with another text of a protocol; whatever `items` throws. The store has dropped the intake,
  /// and is closed, then.
  Intake TakeAll(const ItemSource& items, const Manifest& manifest);

 private:
  void KeepClassifier(Manifest manifest);
  void Take(const Item& item);
  void AddNumber(int64_t number);
  void Check(Question* question) const;
  void Find(const Question& question, PendingQuestion pending);
  void CheckSamePrompt(const Question& question, const Judgment& earlier) const;

  const JudgeOptions& options_;
  Examiner& examiner_;
  RunStore& store_;
  JudgeObserver& observer_;
  Intake intake_;
  size_t position_ = 0;
  bool goes_on_ = false;  // the run holds judgments
};

}  // namespace autoj

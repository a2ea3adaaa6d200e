#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "autoj/engine.h"
#include "autoj/item.h"
#include "autoj/judge.h"
#include "baseline/baseline.h"
#include "judge/examiner.h"
#include "judge/pending_questions.h"
#include "judge/run_limits.h"
#include "judge/run_store.h"

namespace autoj {

/// The pending questions of a run as an engine takes them: made from stored items when they are
/// asked for; answers go into the store. A question with steps goes on from one to the next.
/// Borrows everything.
class StoredRequests : public Requests {
 public:
  StoredRequests(const PendingQuestions& pending, Examiner& examiner, RunLimits& limits,
                 RunStore& store, JudgeObserver& observer);

  size_t Count() const override { return pending_.size(); }
  Request Make(size_t index) override;
  std::vector<Request> Outlook(size_t index) override;
  bool MayBegin() override { return limits_.MayBegin(); }
  void Decoded(size_t tokens) override { observer_.Working(tokens); }
  /// Throws as RunLimits::Count does; what is judged is kept.
  void Done(size_t index, Completion completion) override;
  bool GoesOn(size_t index) override { return goes_on_ == index; }

  /// Answers all without an engine, in their order, until `stop` says otherwise.
  void DecideAll(Baseline baseline, const StopSignal& stop);

  size_t answered() const { return answered_; }

 private:
  // An item and its questions, for the neighbours that ask for it next.
  struct Recent {
    int64_t number = 0;
    Item item;
    std::vector<Question> questions;
  };
  static constexpr size_t kRecent = 64;

  const Question& Find(size_t index);
  Question FindNext(const Question& deciding) const;
  void Keep(const Question& question, Judgment judgment);
  void CountUnreadable(const Judgment& judgment);

  const PendingQuestions& pending_;
  Examiner& examiner_;
  RunLimits& limits_;
  RunStore& store_;
  JudgeObserver& observer_;
  std::array<Recent, kRecent> recent_;
  size_t answered_ = 0;
  std::optional<size_t> goes_on_;  // the last answer was a step of it
  int unreadable_ = 0;
};

}  // namespace autoj

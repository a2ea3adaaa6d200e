#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "autoj/engine.h"
#include "autoj/item.h"
#include "autoj/judge.h"
#include "judge/question.h"
#include "judge/run_limits.h"
#include "judge/run_store.h"
#include "pipeline/construction.h"

namespace autoj {

/// An item that is to be asked, and the step with which that begins.
struct TeacherStep {
  size_t item = 0;  ///< Its index.
  size_t step = 0;
};

/// Where a step's answer is kept.
JudgmentKey KeyOf(const Item& item, size_t step);

/// Why an answer has no whole text; nothing where it has one.
std::optional<DropReason> WhyNoText(const Judgment& answer);

/// Items as an engine takes them: each goes on from one step to the next, so that what is asked
/// gives whole rows wherever it ends. Answers go into the store. Borrows everything.
class TeacherRequests : public Requests {
 public:
  struct Parts {
    const std::vector<Item>& items;
    const Construction& construction;
    const Manner& manner;
    RunStore& store;
    RunLimits& limits;
    JudgeObserver& observer;
  };

  TeacherRequests(const Parts& parts, std::vector<TeacherStep> pending);

  size_t Count() const override { return pending_.size(); }
  Request Make(size_t index) override;
  std::vector<Request> Outlook(size_t index) override;
  bool MayBegin() override { return parts_.limits.MayBegin(); }
  void Decoded(size_t tokens) override { parts_.observer.Working(tokens); }
  /// Throws as RunLimits::Count does; what is answered is kept.
  void Done(size_t index, Completion completion) override;
  bool GoesOn(size_t index) override { return goes_on_ == index; }

  /// How many items have been asked to their end.
  size_t ended() const { return ended_; }

  /// The prompt of a step, with what is there of the texts before it.
  static Prompt MakePrompt(const Parts& parts, const TeacherStep& step);

 private:
  Request MakeStep(const TeacherStep& step) const;
  bool Advance(TeacherStep* step) const;

  Parts parts_;
  std::vector<TeacherStep> pending_;
  size_t ended_ = 0;
  std::optional<size_t> goes_on_;  // the last answer was not the last step's
};

}  // namespace autoj

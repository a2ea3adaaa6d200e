#pragma once

#include <cstddef>
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

/// A step of an item that is to be asked.
struct TeacherStep {
  size_t item = 0;  ///< Its index.
  size_t step = 0;
};

/// Where a step's answer is kept.
JudgmentKey KeyOf(const Item& item, size_t step);

/// Whether an answer has a whole text.
bool HasText(const Judgment& answer);

/// Steps as an engine takes them; answers go into the store. Borrows everything.
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

  TeacherRequests(const Parts& parts, std::vector<TeacherStep> steps);

  size_t Count() const override { return steps_.size(); }
  Request Make(size_t index) override;
  bool MayBegin() override { return parts_.limits.MayBegin(); }
  void Decoded(size_t tokens) override { parts_.observer.Working(tokens); }
  /// Throws as RunLimits::Count does; what is answered is kept.
  void Done(size_t index, Completion completion) override;

  size_t answered() const { return answered_; }

  /// The prompt of a step, all before it answered.
  static Prompt MakePrompt(const Parts& parts, const TeacherStep& step);

 private:
  Parts parts_;
  std::vector<TeacherStep> steps_;
  size_t answered_ = 0;
};

}  // namespace autoj

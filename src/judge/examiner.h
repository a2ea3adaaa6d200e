#pragma once

#include <functional>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "autoj/criteria.h"
#include "autoj/engine.h"
#include "autoj/item.h"
#include "autoj/judge.h"
#include "judge/criteria_finder.h"
#include "judge/protocol_shelf.h"
#include "judge/question.h"

namespace autoj {

/// How one call asks: the protocol and the criteria of each item, and the manner of all. The same
/// item always gives the same questions. Borrows options and engine. One thread at a time.
class Examiner {
 public:
  /// Told of each protocol, before its first question is given.
  using OnProtocol = std::function<void(const Protocol&)>;

  /// Decides the manner by options and model; nothing is wrapped for a baseline, which has no
  /// engine and is shown no criteria. Throws Error(kModel) where the model has no chat template and
  /// needs one, Error(kUsage) for an unknown wrapper, and as CriteriaFinder does.
  Examiner(const JudgeOptions& options, const Engine* engine, const EngineInfo& info);

  void Tell(OnProtocol on_protocol) { on_protocol_ = std::move(on_protocol); }

  /// The item's questions that decide, not hashed yet; they borrow item and examiner. Throws
  /// Error(kInput) where the item has no protocol, and as CheckMode and CriteriaFinder::Find do.
  std::vector<Question> Ask(const Item& item);

  /// The same questions of an item that this examiner has asked about, by the criteria that were
  /// found for it then.
  std::vector<Question> AskAgain(const Item& item, const std::optional<CriteriaShown>& found);

  const Manner& manner() const { return manner_; }
  const CriteriaFinder& criteria() const { return criteria_; }

 private:
  std::vector<Question> List(const Item& item, const Protocol& protocol,
                             const std::optional<FoundCriteria>& criteria) const;
  void Introduce(const Protocol& protocol);
  void NeedSystemFrame();

  const JudgeOptions& options_;
  const Engine* engine_;
  ProtocolShelf shelf_;
  CriteriaFinder criteria_;
  Manner manner_;
  bool has_system_frame_ = false;
  std::set<const Protocol*> introduced_;
  OnProtocol on_protocol_;
};

}  // namespace autoj

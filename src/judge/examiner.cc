#include "judge/examiner.h"

#include <algorithm>

namespace autoj {
namespace {

bool HasSystem(const Protocol& protocol) {
  return protocol.system || std::any_of(protocol.steps.begin(), protocol.steps.end(),
                                        [](const ProtocolStep& step) { return !!step.system; });
}

// A baseline is shown none.
JudgeOptions WithoutCriteria() {
  JudgeOptions options;
  options.criteria = "none";
  return options;
}

}  // namespace

Examiner::Examiner(const JudgeOptions& options, const Engine* engine, const EngineInfo& info)
    : options_(options),
      engine_(engine),
      shelf_(engine == nullptr ? options.baseline : options.protocol, options.language),
      criteria_(engine == nullptr ? WithoutCriteria() : options) {
  if (engine == nullptr) {
    return;
  }
  manner_ = MakeManner(options, info);
  if (manner_.wrapper == Wrapper::kChat) {
    manner_.frame = engine->Chat(false);
  }
}

std::vector<Question> Examiner::Ask(const Item& item) {
  const Protocol& protocol = shelf_.For(item);
  if (introduced_.count(&protocol) == 0) {
    Introduce(protocol);
  }
  bool has_place = ShowsCriteria(protocol, FormOf(manner_.mode));
  std::optional<FoundCriteria> criteria = criteria_.Find(item, protocol.language, has_place);
  if (criteria && criteria->text != nullptr && !has_place) {
    NeedSystemFrame();
  }
  return List(item, protocol, criteria);
}

std::vector<Question> Examiner::AskAgain(const Item& item,
                                         const std::optional<CriteriaShown>& found) {
  return List(item, shelf_.For(item), criteria_.FindAgain(item, found));
}

std::vector<Question> Examiner::List(const Item& item, const Protocol& protocol,
                                     const std::optional<FoundCriteria>& criteria) const {
  std::vector<Question> questions = ListQuestions(item, protocol, options_.both_orders);
  for (Question& question : questions) {
    question.criteria = criteria;
  }
  return questions;
}

void Examiner::Introduce(const Protocol& protocol) {
  CheckMode(protocol, manner_.mode);
  if (HasSystem(protocol)) {
    NeedSystemFrame();
  }
  if (on_protocol_) {
    on_protocol_(protocol);
  }
  introduced_.insert(&protocol);
}

void Examiner::NeedSystemFrame() {
  if (manner_.wrapper == Wrapper::kChat && !has_system_frame_) {
    manner_.frame_with_system = engine_->Chat(true);
    has_system_frame_ = true;
  }
}

}  // namespace autoj

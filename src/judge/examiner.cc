#include "judge/examiner.h"

namespace autoj {

Examiner::Examiner(const JudgeOptions& options, const Engine* engine, const EngineInfo& info)
    : options_(options),
      engine_(engine),
      shelf_(engine == nullptr ? options.baseline : options.protocol, options.language) {
  if (engine == nullptr) {
    return;
  }
  manner_.mode = options.mode.value_or(info.is_autoj ? Mode::kWritten : Mode::kScored);
  manner_.wrapper = !options.wrapper.empty() ? ParseWrapper(options.wrapper)
                    : info.is_autoj          ? Wrapper::kAutoj
                                             : Wrapper::kChat;
  manner_.decoding = options.decoding;
  manner_.wants_counts = !options.prices.empty();
  if (manner_.wrapper == Wrapper::kChat) {
    manner_.frame = engine->Chat(false);
  }
}

std::vector<Question> Examiner::Ask(const Item& item) {
  const Protocol& protocol = shelf_.For(item);
  if (introduced_.count(&protocol) == 0) {
    Introduce(protocol);
  }
  return ListQuestions(item, protocol, options_.both_orders);
}

void Examiner::Introduce(const Protocol& protocol) {
  CheckMode(protocol, manner_.mode);
  if (manner_.wrapper == Wrapper::kChat && protocol.system && !has_system_frame_) {
    manner_.frame_with_system = engine_->Chat(true);
    has_system_frame_ = true;
  }
  if (on_protocol_) {
    on_protocol_(protocol);
  }
  introduced_.insert(&protocol);
}

}  // namespace autoj

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "autoj/engine.h"

namespace autoj {

/// An engine without a model, for tests: its answers depend on nothing but the prompt. A text holds
/// a decision and a rating in Auto-J's words, English and Chinese, or begins with one of the
/// options "A:", "B:" and "C:" where the prompt has lines that do; scores are drawn from the
/// prompt's hash. A prompt that holds "AUTOJ-FAIL" fails, "AUTOJ-LONG" does not fit, "AUTOJ-VAGUE"
/// is answered without a decision.
class FakeEngine : public Engine {
 public:
  EngineInfo Info() const override;
  ChatFrame Chat(bool with_system) const override;
  void Run(Requests& requests, const StopSignal& stop) override;
  std::vector<TokenStates> HiddenStates(const Prompt& prompt,
                                        const std::vector<int>& layers) override;
  std::optional<std::string> Shorten(const std::string& text, const TokenCut& cut) override;
};

}  // namespace autoj

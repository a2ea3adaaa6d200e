#pragma once

#include <functional>
#include <memory>
#include <string>

#include "autoj/engine.h"

namespace autoj {

/// A model in this process, by libllama: many sequences at once by continuous batching, shared
/// prefixes decoded once, memory planned before anything is loaded. The weights are loaded by the
/// first Run or HiddenStates; Info and Chat do without them.
class LlamaEngine : public Engine {
 public:
  /// `path`: a .gguf file. `on_step` is told of work that takes time ("loading the model").
  /// Throws Error(kModel) where the file cannot be used.
  LlamaEngine(const std::string& path, const LocalOptions& options,
              std::function<void(const std::string&)> on_step);
  ~LlamaEngine() override;

  EngineInfo Info() const override;
  ChatFrame Chat(bool with_system) const override;
  /// Throws Error(kModel) where memory does not suffice or the library fails.
  void Run(Requests& requests, const StopSignal& stop) override;
  std::vector<TokenStates> HiddenStates(const Prompt& prompt,
                                        const std::vector<int>& layers) override;
  std::optional<std::string> Shorten(const std::string& text, const TokenCut& cut) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace autoj

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "autoj/engine.h"

namespace autoj {

/// A model behind one or more servers with OpenAI's API: vLLM, llama-server, or any other. Servers
/// are asked what they are by the first Info, Chat or Run, which waits for the first (Roster);
/// those that do not answer then are left out until they do.
class RemoteEngine : public Engine {
 public:
  /// `addresses`: with commas between them. `on_warning` is told when a server is left out or comes
  /// back, and of a key that travels without encryption. `stop`: EngineOptions'. Throws
  /// Error(kUsage) for an address that is none, Error(kInput) for a key file or header file that
  /// cannot be used.
  RemoteEngine(const std::string& addresses, const RemoteOptions& options,
               std::function<void(const std::string&)> on_warning, const StopSignal* stop);
  ~RemoteEngine() override;

  /// Throws Error(kRemote) where no server answers, or not with what is needed;
  /// Error(kInterrupted).
  EngineInfo Info() const override;
  ChatFrame Chat(bool with_system) const override;
  /// Throws Error(kRemote) where each server refuses the key, or cannot do what the requests need.
  void Run(Requests& requests, const StopSignal& stop) override;
  /// By the tokenizer of the first server that answers, where it is vLLM or llama-server.
  std::optional<std::string> Shorten(const std::string& text, const TokenCut& cut) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace autoj

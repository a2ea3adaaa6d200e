#pragma once

#include <memory>
#include <string>

#include "remote/dialect.h"
#include "remote/token_scorer.h"

namespace autoj {

/// llama-server by its own /completion: the same tokens as the local engine's. A prompt goes as
/// text; where a plain piece of it looks as if it held a control token, that piece goes as tokens,
/// found by /tokenize without control tokens.
class LlamaServerDialect : public Dialect, public TokenServer {
 public:
  /// `frame` and `frame_with_system`: what the server's own template puts around a chat.
  LlamaServerDialect(ChatFrame frame, ChatFrame frame_with_system);

  Api api() const override { return Api::kCompletions; }
  ChatFrame Frame(bool with_system) const override;
  std::unique_ptr<Preparation> Prepare(const Request& request) const override;
  Ask Write(const Request& request, const nlohmann::json& prompt, int max_tokens) const override;
  std::unique_ptr<Scorer> Score(const Request& request, const nlohmann::json& prompt,
                                const std::string& text, const Decision& decision) override;
  bool CanChoose() const override { return true; }
  /// By a grammar.
  std::unique_ptr<Scorer> Choose(const Request& request, const nlohmann::json& prompt,
                                 const std::string& text, const Decision& decision) const override;
  bool CanIgnoreEos() const override { return true; }

  Ask AskTokens(const std::string& text) const override;
  Tokens ReadTokens(const std::string& body) const override;
  Ask AskNext(const nlohmann::json& prompt, const Tokens& path) const override;
  Ask AskOne(const nlohmann::json& prompt, const Tokens& path, int token) const override;
  std::optional<double> ReadOne(const std::string& body, int token) const override;

 private:
  ChatFrame frame_;
  ChatFrame frame_with_system_;
  TokenBook book_;
};

/// Whether text might hold what a tokenizer takes for a control token: "<...>" without white space
/// in it, or a word of capitals in square brackets.
bool LooksLikeControl(const std::string& text);

/// Asks a llama-server for its frames (/apply-template). Throws Error(kRemote).
std::unique_ptr<Dialect> MakeLlamaServerDialect(const DialectNeeds& needs);

}  // namespace autoj

#pragma once

#include <memory>
#include <string>

#include "remote/dialect.h"
#include "remote/token_scorer.h"

namespace autoj {

/// vLLM: texts by OpenAI's API; decisions by tokens: /tokenize gives those of the prompt (a chat in
/// the model's template included) and of the alternatives, completions the log-probabilities behind
/// them (by prompt_logprobs where a token is not among the likeliest 20, or as many as it allows).
/// Where it allows none, it chooses by its structured outputs.
class VllmDialect : public Dialect, private TokenServer {
 public:
  VllmDialect(std::string model, Api api);

  Api api() const override { return api_; }
  ChatFrame Frame(bool with_system) const override;
  std::unique_ptr<Preparation> Prepare(const Request& request) const override;
  Ask Write(const Request& request, const nlohmann::json& prompt, int max_tokens) const override;
  std::unique_ptr<Scorer> Score(const Request& request, const nlohmann::json& prompt,
                                const std::string& text, const Decision& decision) override;
  bool CanChoose() const override { return true; }
  /// By vLLM's structured outputs.
  std::unique_ptr<Scorer> Choose(const Request& request, const nlohmann::json& prompt,
                                 const std::string& text, const Decision& decision) const override;
  /// Its refusals count no further than one token behind what fits.
  std::optional<Ask> AskSize(const nlohmann::json& prompt) const override;
  std::optional<PromptSize> ReadSize(const std::string& body) const override;
  /// How many log-probabilities it allows (--max-logprobs); a text's are left out where it refuses.
  void Learn(const Failure& failure) override;
  bool CanIgnoreEos() const override { return true; }

 private:
  class ChatScorer;

  Ask AskTokens(const std::string& text) const override;
  Tokens ReadTokens(const std::string& body) const override;
  Ask AskNext(const nlohmann::json& prompt, const Tokens& path) const override;
  Ask AskOne(const nlohmann::json& prompt, const Tokens& path, int token) const override;
  std::optional<double> ReadOne(const std::string& body, int token) const override;
  Ask AskBase(const nlohmann::json& prompt, const std::string& text) const;
  void GoOn(const nlohmann::json& prompt, const std::string& text, nlohmann::json* body) const;

  std::string model_;
  Api api_;
  bool tells_logprobs_ = true;  // of a text
  int likeliest_ = 20;          // vLLM's own limit, where its user set no other
  TokenBook book_;
};

}  // namespace autoj

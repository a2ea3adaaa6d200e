#pragma once

#include <memory>
#include <set>
#include <string>

#include "remote/dialect.h"
#include "remote/text_scorer.h"

namespace autoj {

/// Any server with OpenAI's API: texts by completions or chat completions; decisions by the
/// likeliest next tokens (completions), or inside an answer that a JSON schema holds to the
/// alternatives (chat), where the server tells log-probabilities; where it tells none, a chat's
/// answer of that form is its choice.
class OpenAiDialect : public Dialect {
 public:
  OpenAiDialect(std::string model, Api api);

  Api api() const override { return api_; }
  ChatFrame Frame(bool with_system) const override;
  std::unique_ptr<Preparation> Prepare(const Request& request) const override;
  Ask Write(const Request& request, const nlohmann::json& prompt, int max_tokens) const override;
  std::unique_ptr<Scorer> Score(const Request& request, const nlohmann::json& prompt,
                                const std::string& text, const Decision& decision) override;
  bool CanChoose() const override { return api_ == Api::kChat; }
  /// Inside JSON, as it is scored.
  std::unique_ptr<Scorer> Choose(const Request& request, const nlohmann::json& prompt,
                                 const std::string& text, const Decision& decision) const override;
  /// "max_tokens" is "max_completion_tokens" for some models. Some take no temperature and no top_p
  /// but 1, and no log-probabilities of a text: such a 1, and these, are left out.
  void Learn(const Failure& failure) override;
  bool CanIgnoreEos() const override { return false; }

 private:
  const char* MaxTokensName() const;
  std::unique_ptr<Scorer> ScoreNext(const Request& request, const std::string& prompt,
                                    const Decision& decision);
  std::unique_ptr<Scorer> ScoreInsideJson(const Request& request, const nlohmann::json& messages,
                                          const std::string& text, const Decision& decision);
  nlohmann::json InsideJson(const Request& request, const nlohmann::json& messages,
                            const std::string& text) const;

  std::string model_;
  Api api_;
  bool newer_limit_ = false;         // max_completion_tokens
  std::set<std::string> not_taken_;  // parts of a request
};

}  // namespace autoj

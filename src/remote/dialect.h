#pragma once

#include <memory>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "autoj/engine.h"
#include "remote/ask.h"
#include "remote/credentials.h"
#include "remote/failure.h"
#include "remote/http_client.h"
#include "remote/scorer.h"
#include "remote/server_address.h"
#include "remote/server_card.h"

namespace autoj {

/// Which of a server's two forms of question is used.
enum class Api { kCompletions, kChat };

/// Finds the tokens that a prompt is to be sent as; nothing to ask where it goes as text.
class Preparation : public AskSeries {
 public:
  /// The prompt as its dialect sends it; once Next gives nothing.
  virtual nlohmann::json Prepared() const = 0;
};

/// How much of a context a prompt takes, in tokens.
struct PromptSize {
  int prompt = 0;
  int context = 0;  ///< What prompt and text together may have.
};

/// How one kind of server is asked for texts and decisions. One thread.
class Dialect {
 public:
  virtual ~Dialect() = default;

  virtual Api api() const = 0;

  /// What a chat is put into.
  virtual ChatFrame Frame(bool with_system) const = 0;

  virtual std::unique_ptr<Preparation> Prepare(const Request& request) const = 0;

  /// Asks for a text of at most `max_tokens`, as events.
  virtual Ask Write(const Request& request, const nlohmann::json& prompt, int max_tokens) const = 0;

  /// Scores a decision behind a prompt and the text that was written. Borrows the dialect.
  virtual std::unique_ptr<Scorer> Score(const Request& request, const nlohmann::json& prompt,
                                        const std::string& text, const Decision& decision) = 0;

  /// Whether an answer can be held to the alternatives of a decision.
  virtual bool CanChoose() const = 0;
  /// Has the server write a decision itself, held to its alternatives: without scores. Borrows the
  /// dialect. Only where it CanChoose.
  virtual std::unique_ptr<Scorer> Choose(const Request& request, const nlohmann::json& prompt,
                                         const std::string& text,
                                         const Decision& decision) const = 0;
  /// From now on decisions that need no scores are chosen: no server is left that tells them.
  void ForgoScores() { forgoes_scores_ = true; }
  bool forgoes_scores() const { return forgoes_scores_; }

  /// Asks for the size of a prompt that was refused as too long, where the refusal does not tell it
  /// reliably; and reads it.
  virtual std::optional<Ask> AskSize(const nlohmann::json& /*prompt*/) const {
    return std::nullopt;
  }
  virtual std::optional<PromptSize> ReadSize(const std::string& /*body*/) const {
    return std::nullopt;
  }

  /// Takes from a refusal what this server wants otherwise, where that changes nothing of what is
  /// asked: a lesson more. What was asked with fewer lessons is worth asking again.
  virtual void Learn(const Failure& /*failure*/) {}
  int lessons() const { return lessons_; }

  /// Whether exactly max_tokens can be asked for (`ignore_eos`).
  virtual bool CanIgnoreEos() const = 0;

 protected:
  void CountLesson() { ++lessons_; }

 private:
  int lessons_ = 0;
  bool forgoes_scores_ = false;
};

/// What making a dialect takes: a server to ask, and what is known of it.
struct DialectNeeds {
  HttpClient& client;
  const ServerAddress& address;
  const Credentials& credentials;
  const ServerCard& card;
  HttpLimits limits;
  std::string api;  ///< "completions", "chat", or empty: by what a prompt is.
  bool chat;        ///< The prompts are chats (Wrapper chat).
};

/// The dialect of a server. llama-server's chats go to its completions, in the frame of its own
/// template: so what an item holds is never read as a control token. Throws Error(kUsage) where the
/// API cannot take such prompts, Error(kRemote) where the server does not tell its template.
std::unique_ptr<Dialect> MakeDialect(const DialectNeeds& needs);

}  // namespace autoj

#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "autoj/engine.h"
#include "remote/answer.h"
#include "remote/scorer.h"

namespace autoj {

/// What TokenScorer needs of a server that tells its tokens.
class TokenServer {
 public:
  using Tokens = std::vector<int>;
  virtual ~TokenServer() = default;

  /// Asks for the tokens of plain text, without BOS; and reads them.
  virtual Ask AskTokens(const std::string& text) const = 0;
  virtual Tokens ReadTokens(const std::string& body) const = 0;

  /// Asks for the likeliest next tokens behind `prompt` (as its dialect prepared it) and `path`.
  virtual Ask AskNext(const nlohmann::json& prompt, const Tokens& path) const = 0;
  /// Asks for the log-probability of one token that was not among the likeliest; and reads it.
  virtual Ask AskOne(const nlohmann::json& prompt, const Tokens& path, int token) const = 0;
  virtual std::optional<double> ReadOne(const std::string& body, int token) const = 0;
};

/// The list that /tokenize gives, of vLLM and of llama-server. Throws Error(kRemote).
TokenServer::Tokens ReadTokenList(const std::string& body);

/// The tokens of the texts that are scored again and again: those of a protocol's alternatives.
using TokenBook = std::map<std::string, TokenServer::Tokens>;

/// Scores alternatives by their tokens, as the local engine does: the sum of the log-probabilities
/// of all tokens behind those that all alternatives share. One question for each point where they
/// part, one token each.
class TokenScorer : public Scorer {
 public:
  /// `prompt`: all that stands before the decision, as the server takes it. Borrows `server` and
  /// `book`; finds and keeps the alternatives' tokens there.
  TokenScorer(const TokenServer& server, nlohmann::json prompt, const Decision& decision,
              TokenBook& book);

  std::optional<Ask> Next() override;
  void Take(const std::string& body) override;
  std::vector<double> Scores() const override;
  std::optional<size_t> Choice() const override;

 private:
  using Tokens = TokenServer::Tokens;
  struct Point {
    std::set<int> wanted;            // tokens that some alternative goes on with
    std::map<int, double> logprobs;  // of those
    bool asked = false;              // for the likeliest
    std::optional<int> written;      // by the server
  };

  // What was asked last: others may have filled the book meanwhile.
  enum class Asked { kNothing, kTokens, kNext, kOne };

  void Split();
  Point* OpenPoint(Tokens* path);
  void TakeNext(const std::string& body, Point& point);
  void TakeOne(const std::string& body, Point& point);

  const TokenServer& server_;
  nlohmann::json prompt_;
  TokenBook& book_;
  std::vector<std::string> texts_;
  std::vector<Tokens> branches_;  // behind the shared tokens
  Tokens shared_;
  std::map<Tokens, Point> points_;  // by the path behind the shared tokens
  bool is_split_ = false;
  Asked asked_ = Asked::kNothing;
  std::string asked_text_;  // with kTokens
  int asked_token_ = 0;     // with kOne
};

}  // namespace autoj

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "autoj/engine.h"
#include "engine/sampler.h"
#include "engine/vocabulary.h"

namespace autoj {

/// What a sequence wants from the model next: keep its first `keep` tokens, forget the rest, decode
/// `tokens` behind them, and give the logits of the last `rows` of these.
struct Feed {
  size_t keep = 0;
  std::vector<int32_t> tokens;  ///< At least one.
  size_t rows = 1;              ///< From 1 to tokens.size().
};

/// One request on its way through a model: prompt, written tokens, then the alternatives. Knows
/// nothing of slots or batches: it says what to decode (a Feed) and takes the logits. One thread at
/// a time.
class Sequence {
 public:
  /// Tokenises the prompt. `context`: how many tokens the sequence may have in all; a text gets
  /// what room the prompt leaves.
  Sequence(Request request, const Vocabulary& vocabulary, size_t context);

  /// Tokens that it can need at most: prompt, new tokens and alternatives.
  size_t MostTokens() const;
  /// Rows that one of its feeds can ask for at most.
  size_t MostRows() const;
  size_t group() const { return request_.group; }

  /// The first feed; nothing where the prompt does not fit (the completion says so).
  std::optional<Feed> Begin();

  /// Takes the logits that the last feed asked for, row by row (Vocabulary::Size() each), and says
  /// what comes next; nothing at the end.
  std::optional<Feed> Take(const std::vector<const float*>& rows);

  /// The answer, once Begin or Take gave nothing.
  Completion Finished();

 private:
  // One alternative behind the shared tokens: how much of it is scored, and its score so far.
  struct Branch {
    std::vector<int32_t> tokens;
    size_t scored = 0;
    double score = 0;
  };

  std::optional<Feed> TakeWritten(const float* row);
  std::optional<Feed> TakeScores(const std::vector<const float*>& rows);
  std::optional<Feed> EndText(Finish finish, const float* row);
  size_t DecisionTokens() const;
  void FitAnswer();
  std::optional<Feed> NextBranch();
  void SplitAlternatives(std::vector<std::vector<int32_t>> whole, std::vector<int32_t>* shared);
  std::vector<std::vector<int32_t>> TokenizeAlternatives() const;

  Request request_;
  const Vocabulary& vocabulary_;
  size_t context_;
  Sampler sampler_;
  std::chrono::steady_clock::time_point begun_;
  std::vector<int32_t> prompt_;
  size_t decision_tokens_ = 0;    // the longest that can stand behind prompt and text
  size_t decoded_ = 0;            // tokens that the model has seen and that stay
  std::optional<int32_t> ahead_;  // the written token that it has not seen yet
  bool deciding_ = false;
  std::vector<Branch> branches_;
  std::vector<int32_t> path_;  // the branch tokens that are being decoded
  Completion completion_;
};

}  // namespace autoj

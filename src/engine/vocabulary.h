#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "autoj/engine.h"

namespace autoj {

/// From text to tokens and back, as one model does it. Methods are const and may be called from
/// several threads at once.
class Vocabulary {
 public:
  virtual ~Vocabulary() = default;

  /// The tokens of a whole prompt, BOS as the tokenizer wants it, once. Control tokens are
  /// recognised in frame pieces alone; text on both sides of a piece's border is tokenised as one.
  virtual std::vector<int32_t> Tokenize(const Prompt& prompt) const = 0;

  /// The tokens of plain text that continues other text: no BOS, no space put before it.
  virtual std::vector<int32_t> TokenizeContinuation(std::string_view text) const = 0;

  /// The bytes a token stands for (perhaps half a character); "" for a control token.
  virtual std::string Piece(int32_t token) const = 0;

  /// Whether the model ends its text with this token.
  virtual bool IsEnd(int32_t token) const = 0;

  /// Number of tokens: the width of a row of logits.
  virtual int Size() const = 0;
};

}  // namespace autoj

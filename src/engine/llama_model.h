#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace autoj {

/// The text that a model's chat template puts around one user message.
struct ChatFrame {
  std::string before;
  std::string after;
};

/// A GGUF file in memory: its tokenizer, and its weights where they were asked for.
/// All methods are const and may be called from several threads at once.
class LlamaModel {
 public:
  enum class Part { kVocabulary, kAll };

  /// Throws Error(kModel): no such file, no GGUF, cut off, no tokenizer.
  static LlamaModel Load(const std::string& path, Part part);

  LlamaModel(LlamaModel&&) noexcept;
  ~LlamaModel();

  /// general.name of the file, or "".
  std::string Name() const;

  /// The frame of the model's own chat template with a generation prompt.
  /// Throws Error(kModel) where there is none or libllama cannot apply it, naming the way out.
  ChatFrame Chat() const;

  /// The tokens of `message` inside `frame`. Special tokens are recognised in the frame alone: in
  /// the message they are plain text. BOS as the tokenizer wants it, once.
  std::vector<int32_t> Tokenize(const ChatFrame& frame, std::string_view message) const;

  /// Whether a token is a control token (<|im_end|>, </s>, ...).
  bool IsControl(int32_t token) const;

 private:
  struct State;
  explicit LlamaModel(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace autoj

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "autoj/engine.h"
#include "engine/gpus.h"
#include "engine/vocabulary.h"

struct llama_model;

namespace autoj {

/// A GGUF file in memory: its tokenizer, and its weights where they were asked for. Methods are
/// const and may be called from several threads at once.
class LlamaModel : public Vocabulary {
 public:
  enum class Part { kVocabulary, kAll };

  /// Into this machine's memory.
  /// Throws Error(kModel): no such file, no GGUF, cut off, no tokenizer.
  static LlamaModel Load(const std::string& path, Part part);

  /// All of it; nothing where `stop` was set meanwhile.
  static std::optional<LlamaModel> LoadUnlessStopped(const std::string& path,
                                                     const Offload& offload,
                                                     const StopSignal& stop);

  LlamaModel(LlamaModel&&) noexcept;
  LlamaModel& operator=(LlamaModel&&) noexcept;
  ~LlamaModel() override;

  /// The frame of the model's own chat template with a generation prompt.
  /// Throws Error(kModel) where there is none or libllama cannot apply it, naming the way out.
  ChatFrame Chat(bool with_system) const;

  std::vector<int32_t> Tokenize(const Prompt& prompt) const override;
  std::vector<int32_t> TokenizeContinuation(std::string_view text) const override;
  std::string Piece(int32_t token) const override;
  bool IsEnd(int32_t token) const override;
  int Size() const override;

  /// Whether a token is a control token (<|im_end|>, </s>, ...).
  bool IsControl(int32_t token) const;

  /// For this folder's engine: the library's own handle, borrowed.
  llama_model* handle() const;

 private:
  struct State;
  struct Loading;
  static std::unique_ptr<State> Open(const std::string& path, const Loading& loading);
  explicit LlamaModel(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace autoj

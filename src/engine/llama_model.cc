#include "engine/llama_model.h"

#include <llama-cpp.h>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "autoj/error.h"
#include "base/text.h"
#include "engine/chat_template.h"
#include "engine/kernel_backend.h"
#include "model/gguf_shape.h"
#include "model/library.h"
#include "model/model_error.h"

namespace autoj {

struct LlamaModel::State {
  // A token whose spelling is recognised in a frame.
  struct Special {
    std::string text;
    int32_t token;
  };

  std::string path;
  llama_model_ptr model;
  const llama_vocab* vocab = nullptr;
  std::vector<Special> specials;  // longest spelling first

  // The special token that `text` begins with, or null.
  const Special* FindSpecial(std::string_view text) const;
};

namespace {

// Never recognises a control token, and adds none: what is plain stays plain. (What a vocabulary
// calls "user-defined", a text marker without a role, is found in plain text too: libllama has no
// way to forbid it.)
void AppendPlain(const llama_vocab* vocab, std::string_view text, std::vector<int32_t>* tokens) {
  size_t begin = tokens->size();
  tokens->resize(begin + text.size() + 1);  // never more tokens than bytes, and a space before them
  int32_t count =
      llama_tokenize(vocab, text.data(), static_cast<int32_t>(text.size()), tokens->data() + begin,
                     static_cast<int32_t>(tokens->size() - begin), false, false);
  if (count < 0) {
    throw Error(ErrorKind::kInternal, fmt::format("tokenizer asks for {} tokens", -count));
  }
  tokens->resize(begin + static_cast<size_t>(count));
}

std::string PieceOf(const llama_vocab* vocab, int32_t token, bool special) {
  std::string text(64, '\0');
  int32_t length = llama_token_to_piece(vocab, token, text.data(),
                                        static_cast<int32_t>(text.size()), 0, special);
  if (length < 0) {
    text.resize(static_cast<size_t>(-length));
    length = llama_token_to_piece(vocab, token, text.data(), static_cast<int32_t>(text.size()), 0,
                                  special);
  }
  text.resize(static_cast<size_t>(std::max(length, 0)));
  return text;
}

}  // namespace

LlamaModel::LlamaModel(std::unique_ptr<State> state) : state_(std::move(state)) {}
LlamaModel::LlamaModel(LlamaModel&&) noexcept = default;
LlamaModel& LlamaModel::operator=(LlamaModel&&) noexcept = default;
LlamaModel::~LlamaModel() = default;

// How a file is loaded, with the arrays that the library borrows for so long.
struct LlamaModel::Loading {
  Loading(Part part, const Offload& offload)
      : offloads(!offload.gpus.empty()), shares(llama_max_devices()) {
    for (const Gpu& gpu : offload.gpus) {
      devices.push_back(gpu.device);
    }
    devices.push_back(nullptr);  // without a list libllama would start and use every GPU
    std::copy(offload.shares.begin(), offload.shares.end(), shares.begin());
    params.devices = devices.data();
    params.vocab_only = part == Part::kVocabulary;
    params.n_gpu_layers = offloads ? offload.layers : 0;
    params.split_mode = offload.by_rows ? LLAMA_SPLIT_MODE_ROW : LLAMA_SPLIT_MODE_LAYER;
    params.tensor_split = offload.shares.empty() ? nullptr : shares.data();
  }
  Loading(const Loading&) = delete;
  Loading& operator=(const Loading&) = delete;

  [[noreturn]] void Fail(const std::string& path) const {
    FailModel(path, fmt::format("cannot be loaded ({}); is the file complete{}?",
                                EscapeForTerminal(LastLibraryError()),
                                offloads ? ", and has the GPU room for it (--gpu-layers)" : ""));
  }

  bool offloads;
  std::vector<ggml_backend_dev_t> devices;
  std::vector<float> shares;
  llama_model_params params = llama_model_default_params();
};

LlamaModel LlamaModel::Load(const std::string& path, Part part) {
  Loading loading(part, {});
  std::unique_ptr<State> state = Open(path, loading);
  if (!state) {
    loading.Fail(path);
  }
  return LlamaModel(std::move(state));
}

std::optional<LlamaModel> LlamaModel::LoadUnlessStopped(const std::string& path,
                                                        const Offload& offload,
                                                        const StopSignal& stop) {
  Loading loading(Part::kAll, offload);
  loading.params.progress_callback = [](float, void* signal) {
    return static_cast<const StopSignal*>(signal)->level.load() == StopSignal::kRun;
  };
  loading.params.progress_callback_user_data = const_cast<StopSignal*>(&stop);
  std::unique_ptr<State> state = Open(path, loading);
  if (!state && stop.level == StopSignal::kRun) {
    loading.Fail(path);
  }
  return state ? std::optional<LlamaModel>(LlamaModel(std::move(state))) : std::nullopt;
}

// Null where the library could not, or was stopped.
std::unique_ptr<LlamaModel::State> LlamaModel::Open(const std::string& path,
                                                    const Loading& loading) {
  ReadGgufShape(path);  // says what is wrong with a file better than the library does
  StartLibrary();
  RegisterKernelBackend();
  auto state = std::make_unique<State>();
  state->path = path;
  state->model.reset(llama_model_load_from_file(path.c_str(), loading.params));
  if (!state->model) {
    return nullptr;
  }
  state->vocab = llama_model_get_vocab(state->model.get());
  if (llama_vocab_type(state->vocab) == LLAMA_VOCAB_TYPE_NONE) {
    FailModel(path, "has no tokenizer; convert it again with one");
  }
  for (int32_t token = 0; token < llama_vocab_n_tokens(state->vocab); ++token) {
    int attributes = llama_vocab_get_attr(state->vocab, token);
    if ((attributes & (LLAMA_TOKEN_ATTR_CONTROL | LLAMA_TOKEN_ATTR_USER_DEFINED)) != 0) {
      std::string text = PieceOf(state->vocab, token, true);
      if (!text.empty()) {
        state->specials.push_back({std::move(text), token});
      }
    }
  }
  std::stable_sort(state->specials.begin(), state->specials.end(),
                   [](const State::Special& a, const State::Special& b) {
                     return a.text.size() > b.text.size();
                   });
  return state;
}

ChatFrame LlamaModel::Chat(bool with_system) const {
  const char* source = llama_model_chat_template(state_->model.get(), nullptr);
  if (source == nullptr) {
    FailModel(state_->path, "has no chat template; use --wrapper none or --wrapper autoj");
  }
  auto text_of = [&](llama_token token) {
    return token == LLAMA_TOKEN_NULL ? "" : PieceOf(state_->vocab, token, true);
  };
  return ApplyTemplate(
      {source, text_of(llama_vocab_bos(state_->vocab)), text_of(llama_vocab_eos(state_->vocab))},
      with_system, EscapeForTerminal(state_->path));
}

namespace {

// Builds a prompt's tokens: plain text is gathered until a special token ends it.
class TokenBuilder {
 public:
  // BOS stands first where the tokenizer wants it; EOS is never added: the model is to go on.
  explicit TokenBuilder(const llama_vocab* vocab)
      : vocab_(vocab), has_bos_(llama_vocab_get_add_bos(vocab)) {
    if (has_bos_) {
      tokens_.push_back(llama_vocab_bos(vocab));
    }
  }

  void Plain(std::string_view text) { plain_.append(text); }

  void Special(int32_t token) {
    if (tokens_.size() == 1 && plain_.empty() && has_bos_ && token == tokens_.front()) {
      return;  // a template's own BOS is not a second one
    }
    Flush();
    tokens_.push_back(token);
  }

  std::vector<int32_t> Finish() {
    Flush();
    return std::move(tokens_);
  }

 private:
  void Flush() {
    if (!plain_.empty()) {
      AppendPlain(vocab_, plain_, &tokens_);
    }
    plain_.clear();
  }

  const llama_vocab* vocab_;
  std::string plain_;
  bool has_bos_;
  std::vector<int32_t> tokens_;
};

}  // namespace

const LlamaModel::State::Special* LlamaModel::State::FindSpecial(std::string_view text) const {
  for (const Special& special : specials) {
    if (text.substr(0, special.text.size()) == special.text) {
      return &special;
    }
  }
  return nullptr;
}

// Cut at the frame's special tokens; what lies between two of them is tokenised as one text,
// whichever pieces it comes from, as the model saw it in training.
std::vector<int32_t> LlamaModel::Tokenize(const Prompt& prompt) const {
  TokenBuilder builder(state_->vocab);
  for (const PromptPiece& piece : prompt.pieces) {
    std::string_view text = piece.text;
    while (!text.empty()) {
      const State::Special* special = piece.frame ? state_->FindSpecial(text) : nullptr;
      size_t length = special != nullptr ? special->text.size() : piece.frame ? 1 : text.size();
      if (special != nullptr) {
        builder.Special(special->token);
      } else {
        builder.Plain(text.substr(0, length));
      }
      text.remove_prefix(length);
    }
  }
  return builder.Finish();
}

std::vector<int32_t> LlamaModel::TokenizeContinuation(std::string_view text) const {
  std::vector<int32_t> tokens;
  if (llama_vocab_type(state_->vocab) != LLAMA_VOCAB_TYPE_SPM) {
    AppendPlain(state_->vocab, text, &tokens);
    return tokens;
  }
  // This kind puts a space before a text. Behind a mark that merges with nothing, it does not.
  constexpr std::string_view kMark = "\x01";
  std::vector<int32_t> mark;
  AppendPlain(state_->vocab, kMark, &mark);
  AppendPlain(state_->vocab, fmt::format("{}{}", kMark, text), &tokens);
  tokens.erase(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(mark.size()));
  return tokens;
}

std::string LlamaModel::Piece(int32_t token) const { return PieceOf(state_->vocab, token, false); }

bool LlamaModel::IsEnd(int32_t token) const { return llama_vocab_is_eog(state_->vocab, token); }

int LlamaModel::Size() const { return llama_vocab_n_tokens(state_->vocab); }

bool LlamaModel::IsControl(int32_t token) const {
  return llama_vocab_is_control(state_->vocab, token);
}

llama_model* LlamaModel::handle() const { return state_->model.get(); }

}  // namespace autoj

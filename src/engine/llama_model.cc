#include "engine/llama_model.h"

#include <llama-cpp.h>

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <utility>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {

struct LlamaModel::State {
  std::string path;
  llama_model_ptr model;
  const llama_vocab* vocab = nullptr;
};

namespace {

// libllama reports only through its log; the last error line is the reason of a failed load.
std::string& LastLog() {
  thread_local std::string line;
  return line;
}

void KeepErrors(ggml_log_level level, const char* text, void*) {
  if (level == GGML_LOG_LEVEL_ERROR) {
    LastLog() = std::string(Trim(text));
  }
}

void StartBackend() {
  static std::once_flag once;
  std::call_once(once, [] {
    llama_log_set(KeepErrors, nullptr);
    llama_backend_init();
  });
}

[[noreturn]] void Fail(const std::string& path, const std::string& what) {
  throw Error(ErrorKind::kModel, fmt::format("model {}: {}", EscapeForTerminal(path), what));
}

void CheckMagic(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    Fail(path, "is a folder; this build loads .gguf files only");
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    Fail(path, "no such file, or it cannot be read");
  }
  std::array<char, 4> magic{};
  in.read(magic.data(), magic.size());
  if (std::string_view(magic.data(), magic.size()) != "GGUF") {
    Fail(path, "is not a GGUF file");
  }
}

std::string MetaText(const llama_model* model, const char* key) {
  int32_t length = llama_model_meta_val_str(model, key, nullptr, 0);
  if (length < 0) {
    return "";
  }
  std::string text(static_cast<size_t>(length) + 1, '\0');
  llama_model_meta_val_str(model, key, text.data(), text.size());
  text.pop_back();
  return text;
}

void AppendTokens(const llama_vocab* vocab, std::string_view text, bool bos, bool special,
                  std::vector<int32_t>* tokens) {
  size_t begin = tokens->size();
  tokens->resize(begin + text.size() + 2);  // never more tokens than bytes, BOS and EOS aside
  int32_t count =
      llama_tokenize(vocab, text.data(), static_cast<int32_t>(text.size()), tokens->data() + begin,
                     static_cast<int32_t>(tokens->size() - begin), bos, special);
  if (count < 0) {
    throw Error(ErrorKind::kInternal, fmt::format("tokenizer asks for {} tokens", -count));
  }
  tokens->resize(begin + static_cast<size_t>(count));
}

}  // namespace

LlamaModel::LlamaModel(std::unique_ptr<State> state) : state_(std::move(state)) {}
LlamaModel::LlamaModel(LlamaModel&&) noexcept = default;
LlamaModel::~LlamaModel() = default;

LlamaModel LlamaModel::Load(const std::string& path, Part part) {
  CheckMagic(path);
  StartBackend();
  LastLog().clear();
  llama_model_params params = llama_model_default_params();
  params.vocab_only = part == Part::kVocabulary;
  auto state = std::make_unique<State>();
  state->path = path;
  state->model.reset(llama_model_load_from_file(path.c_str(), params));
  if (!state->model) {
    Fail(path,
         fmt::format("cannot be loaded ({}); is the file complete?", EscapeForTerminal(LastLog())));
  }
  state->vocab = llama_model_get_vocab(state->model.get());
  if (llama_vocab_type(state->vocab) == LLAMA_VOCAB_TYPE_NONE) {
    Fail(path, "has no tokenizer; convert it again with one");
  }
  return LlamaModel(std::move(state));
}

std::string LlamaModel::Name() const { return MetaText(state_->model.get(), "general.name"); }

ChatFrame LlamaModel::Chat() const {
  const char* source = llama_model_chat_template(state_->model.get(), nullptr);
  if (source == nullptr) {
    Fail(state_->path, "has no chat template; use --wrapper none or --wrapper autoj");
  }
  constexpr std::string_view kMessage = "AUTOJ-MESSAGE";
  llama_chat_message message{"user", kMessage.data()};
  std::string text(4096, '\0');
  int32_t length = llama_chat_apply_template(source, &message, 1, true, text.data(),
                                             static_cast<int32_t>(text.size()));
  if (length < 0 || static_cast<size_t>(length) > text.size()) {
    Fail(state_->path,
         "libllama cannot apply its chat template; use --wrapper none or --wrapper autoj");
  }
  text.resize(static_cast<size_t>(length));
  size_t at = text.find(kMessage);
  if (at == std::string::npos) {
    Fail(state_->path, "its chat template drops the message; use --wrapper none");
  }
  return {text.substr(0, at), text.substr(at + kMessage.size())};
}

std::vector<int32_t> LlamaModel::Tokenize(const ChatFrame& frame, std::string_view message) const {
  std::vector<int32_t> tokens;
  bool framed = !frame.before.empty();
  if (framed) {
    AppendTokens(state_->vocab, frame.before, true, true, &tokens);
  }
  AppendTokens(state_->vocab, message, !framed, false, &tokens);
  AppendTokens(state_->vocab, frame.after, false, true, &tokens);
  return tokens;
}

bool LlamaModel::IsControl(int32_t token) const {
  return llama_vocab_is_control(state_->vocab, token);
}

}  // namespace autoj

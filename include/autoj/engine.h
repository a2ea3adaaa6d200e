#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoj {

/// A stretch of what the model sees. Control tokens (<|im_end|>, </s>) are recognised in frame
/// pieces alone: in any other piece their spelling is plain text.
struct PromptPiece {
  std::string text;
  bool frame = false;
};

/// Everything that goes to the model, wrapper included; BOS is the tokenizer's own business.
struct Prompt {
  std::vector<PromptPiece> pieces;
  std::string Text() const;
};

/// What a model's chat template puts around a system message and one user message.
struct ChatFrame {
  std::string before;  ///< Before the system message, or before the user's where there is none.
  std::string
      between;        ///< Between system and user message; empty where there is no system message.
  std::string after;  ///< Behind the user message: the assistant's turn begins.
};

/// The frame of a chat that was rendered with marks in place of its messages; "" for the system
/// mark: there is no system message. Nothing where a mark is missing, or they stand the other way.
std::optional<ChatFrame> SplitChat(const std::string& rendered, const std::string& system_mark,
                                   const std::string& user_mark);

/// A text to be appended to what was written, and the alternatives that are scored behind it.
struct Decision {
  std::string lead;
  std::vector<std::string> alternatives;
};

/// One question to a model: write a text, score alternatives behind it, or both.
struct Request {
  Prompt prompt;
  int max_tokens = 0;       ///< At most so many new tokens; 0: nothing is written.
  bool ignore_eos = false;  ///< Exactly max_tokens are written.
  double temperature = 0;   ///< 0: greedy.
  double top_p = 1;
  uint64_t seed = 0;
  size_t group = 0;  ///< Neighbours with the same number share a long prefix; kept together.
  bool wants_logprob = false;  ///< Completion::logprob is used; a server is asked for it.
  bool wants_counts = false;   ///< Token counts are used: a server's are waited for.
  bool needs_scores = false;   ///< A decision is of no use without its alternatives' scores.
  /// Whether the text written so far is complete; asked after each token. Empty: never.
  std::function<bool(std::string_view text)> is_complete = {};
  /// What is still to be decided when the text has ended. Empty, or nothing returned: nothing.
  std::function<std::optional<Decision>(std::string_view text)> decide = {};
};

/// Why a completion ended.
enum class Finish {
  kStop,     ///< End of text, or complete by the request's own rule; or nothing was to be written.
  kLength,   ///< max_tokens reached.
  kTooLong,  ///< The prompt does not fit into the context; nothing was written.
  kRefused,  ///< The model or its server declined to answer; `error` says how.
  kError,    ///< The engine failed; `error` says why.
};

/// "stop", "length" or "error", as records spell it (kTooLong and kRefused are "error").
const char* FinishName(Finish finish);

/// The answer to one request.
struct Completion {
  Finish finish = Finish::kError;
  std::string text;                  ///< What was written; valid UTF-8.
  std::optional<Decision> decision;  ///< What was scored behind it.
  /// Log-probability (natural) of each of decision's alternatives; empty where a server tells none.
  std::vector<double> scores;
  /// The alternative that a server itself went on with, greedily; where it is known. It settles a
  /// tie, and decides where there are no scores.
  std::optional<size_t> choice;
  std::string unscored;  ///< Why a server that tells scores told none here.
  /// Tokens that were read and written for it: on a server those of all its exchanges, which may
  /// read the prompt several times.
  std::optional<int> prompt_tokens;
  std::optional<int> cached_tokens;  ///< Of the prompt's, those that a server took from its cache.
  std::optional<int> completion_tokens;
  std::optional<double> logprob;  ///< Sum over the written tokens, natural logarithm.
  double seconds = 0;             ///< From the request's start to its end, waiting not included.
  std::string error;  ///< With kError, kTooLong and kRefused: what happened, and what to do.
};

/// How a caller ends a run early; may be set from a signal handler.
struct StopSignal {
  static constexpr int kRun = 0;
  static constexpr int kFinish = 1;  ///< Begin nothing new, finish what is in flight.
  static constexpr int kNow = 2;     ///< Drop what is in flight.
  std::atomic<int> level{kRun};
};

/// What an engine is, for the manifest of a run.
struct EngineInfo {
  std::string model;       ///< The model's own name, or the file's.
  std::string identity;    ///< "sha256:..." of the weights, or what an endpoint calls itself.
  std::string hardware;    ///< What it runs on, in words.
  bool is_autoj = false;   ///< Trained on Auto-J's own prompts: by name, "autoj" or "auto-j".
  bool is_remote = false;  ///< Its requests go to servers, which may come back.
};

/// Whether a model's name says that it was trained on Auto-J's own prompts: "autoj" or "auto-j". Of
/// a path, as servers call what they were started with, the last part is the name.
bool IsAutojModel(const std::string& name);

/// The requests of one run, made when they are needed: memory stays bounded. Called from one
/// thread at a time.
class Requests {
 public:
  virtual ~Requests() = default;
  virtual size_t Count() const = 0;
  /// Request `index`, of [0, Count()); may be asked for more than once.
  virtual Request Make(size_t index) = 0;
  /// All requests that `index` may come to, with room for what is not known of them yet: for plans.
  virtual std::vector<Request> Outlook(size_t index) { return {Make(index)}; }
  /// Whether new requests may begin; asked before each. False: finish what is in flight.
  virtual bool MayBegin() { return true; }
  /// Told while it works: so many more tokens were read or written.
  virtual void Decoded(size_t /*tokens*/) {}
  /// The answer to request `index`; once each, in any order.
  virtual void Done(size_t index, Completion completion) = 0;
  /// Asked right behind Done(index): whether Make(index) now gives a further request. It builds on
  /// the answer and mostly begins as the last one did: to be run in its place, and Done again.
  virtual bool GoesOn(size_t /*index*/) { return false; }
};

/// How a text that is too long is shortened in its middle, in tokens.
struct TokenCut {
  size_t most = 0;      ///< A text of so many stays as it is.
  size_t head = 0;      ///< Of a longer one, so many are kept at its beginning,
  size_t tail = 0;      ///< and so many at its end; together at most `most` + 1.
  std::string between;  ///< Stands in place of the others.
};

/// What a layer gives for each token: tokens x width.
using TokenStates = std::vector<std::vector<float>>;

/// A model that answers requests. An object serves one thread at a time.
class Engine {
 public:
  virtual ~Engine() = default;

  virtual EngineInfo Info() const = 0;

  /// The frame of the model's own chat template. Throws Error(kModel), naming the way out, where
  /// it has none or none that can be applied.
  virtual ChatFrame Chat(bool with_system) const = 0;

  /// Answers all requests, many at once, in the order that suits the engine. What goes wrong with
  /// one request is its completion's finish; Error is thrown where nothing can go on.
  virtual void Run(Requests& requests, const StopSignal& stop) = 0;

  /// The outputs of transformer layers (from 0) for each token of `prompt`, in the order of
  /// `layers`; one pass for all. Throws Error(kModel) where the engine has none.
  virtual std::vector<TokenStates> HiddenStates(const Prompt& prompt,
                                                const std::vector<int>& layers);

  /// A text cut by the model's own tokens; a character that is cut in two becomes U+FFFD. Nothing
  /// where the engine has no tokenizer to ask.
  virtual std::optional<std::string> Shorten(const std::string& text, const TokenCut& cut);
};

/// How the local engine uses the machine. 0 or -1: what suits it.
struct LocalOptions {
  int threads = 0;      ///< 0: the cores of the machine.
  int parallel = 0;     ///< Sequences at once; 0: what memory and machine allow.
  int context = 0;      ///< Tokens a sequence may have; 0: what the input needs, up to the model's.
  int gpu_layers = -1;  ///< -1: all of them where there is a GPU; 0: the CPU alone.
  /// How several GPUs share a model: "layer" (each has some of its layers), "row" (each has some
  /// rows of every matrix) or "none" (one has all of it); empty: "layer".
  std::string split_mode = {};
  int main_gpu = -1;  ///< The GPU of "none", from 0; -1: the first.
  /// What each GPU has, in proportion; those behind the last share have none. Empty: by their free
  /// memory.
  std::vector<float> tensor_split = {};
};

/// How servers are used. Empty or 0: what suits them.
struct RemoteOptions {
  std::string
      model_name;        ///< What the servers call the model; may be left out where they have one.
  std::string api;       ///< "completions" or "chat"; empty: by the prompt's wrapper.
  std::string key_file;  ///< Holds the key; else AUTOJ_API_KEY or OPENAI_API_KEY.
  std::string headers_file;  ///< Lines "Name: value" that go with every request.
  std::string ca_file;       ///< Certificates to trust in place of the system's.
  int parallel = 0;          ///< Requests in flight at most, a server.
  double requests_per_minute = 0;
  double tokens_per_minute = 0;
  double connect_timeout = 10;      ///< Seconds.
  double first_byte_timeout = 300;  ///< Seconds until a server begins to answer.
  double timeout = 1800;            ///< Seconds that one answer may take as a whole.
  double patience = 60;  ///< Seconds without any server until the run, or its requests, fail.
};

/// Which engine, and how it works.
struct EngineOptions {
  std::string model;  ///< A .gguf file, or servers' addresses; empty: the default model.
  std::string kind;   ///< "fake": without a model, for tests; empty: by the model's name.
  LocalOptions local;
  RemoteOptions remote;
  /// Told of work that takes time ("loading the model"); may be empty.
  std::function<void(const std::string&)> on_step;
  /// Told of what a user should know ("a server is left out"); may be empty.
  std::function<void(const std::string&)> on_warning;
  /// Borrowed, may be null: set, an engine that still finds out what it is (Info, Chat: it waits
  /// for servers) throws Error(kInterrupted).
  const StopSignal* stop = nullptr;
};

/// The engine for a model. Cheap: weights are loaded when they are first needed.
/// Throws Error(kModel) where the model cannot be had.
std::unique_ptr<Engine> MakeEngine(const EngineOptions& options);

}  // namespace autoj

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "remote/event_stream.h"

namespace autoj {

/// A token that a model could have written, with its log-probability.
struct TokenChoice {
  std::optional<int> id;  ///< Where the server tells it.
  std::string text;
  double logprob = 0;
};

/// What a server wrote.
struct Answer {
  std::string text;
  std::string finish;   ///< "stop", "length", "content_filter", ...; "" while there is none.
  std::string refusal;  ///< What the model said in place of an answer.
  std::vector<TokenChoice> written;                 ///< One a token, where asked for.
  std::vector<std::vector<TokenChoice>> likeliest;  ///< The likeliest in its place; may be empty.
  std::optional<int> prompt_tokens;
  std::optional<int> cached_tokens;
  std::optional<int> completion_tokens;
};

/// What is wrong with an answer that came with status 200.
struct AnswerFault {
  std::string what;         ///< "the answer is no JSON", ...; the server's words last, as they are.
  nlohmann::json error{};   ///< The server's own error object, where the answer holds one.
  bool is_lasting = false;  ///< Another try would give the same.
};

/// Takes the answer of a generation apart while it comes: OpenAI's completions and chat
/// completions and llama-server's own form, as one JSON object or as events. A server is not
/// trusted: sizes and depth are bounded, texts must be UTF-8, and a stream that says more than once
/// what it says once, or holds more pieces than it counts tokens, is a fault; so is a
/// log-probability above zero.
class AnswerReader {
 public:
  /// `on_text`: told after each piece with the text so far; false: it is complete, and what comes
  /// behind it is passed over. May be empty. `most_bytes`: a text that is longer is a lasting
  /// fault. `wants_counts`: behind a complete text, the token counts are still waited for.
  AnswerReader(bool streams, std::function<bool(const std::string& text)> on_text,
               size_t most_bytes = kMostTextBytes, bool wants_counts = false);

  static constexpr size_t kMostTextBytes = 16 << 20;

  /// False: no more is wanted (complete by `on_text`, or a fault).
  bool Feed(std::string_view bytes);

  /// The end of the body. Gives the fault, or nothing: `answer()` is whole then.
  std::optional<AnswerFault> End();

  /// Whether all that is wanted is there before the end of the body: the rest was not waited for.
  bool IsComplete() const { return complete_; }
  const Answer& answer() const { return answer_; }

 private:
  bool TakeEvent(std::string_view data);
  void TakeObject(const nlohmann::json& object);
  void TakeChoice(const nlohmann::json& choice);
  void TakeNative(const nlohmann::json& object);
  void AddText(const nlohmann::json& text);
  void SetFinish(std::string finish);
  void TakeUsage(const nlohmann::json& object);
  void Fail(std::string what);

  bool streams_;
  size_t most_bytes_;
  bool wants_counts_;
  std::function<bool(const std::string&)> on_text_;
  EventStream events_;
  std::string body_;
  Answer answer_;
  std::optional<AnswerFault> fault_;
  bool text_complete_ = false;  // by on_text_
  bool complete_ = false;
  bool done_ = false;  // "[DONE]" was there
  bool saw_choice_ = false;
  size_t pieces_ = 0;  // events with text
  size_t bytes_ = 0;   // of their texts
};

/// How the model or a content filter declined, its own words last; nothing where an answer is one.
std::optional<std::string> FindRefusal(const Answer& answer);

/// Thrown by ReadWholeAnswer for an answer with a fault.
class FaultError : public Error {
 public:
  explicit FaultError(AnswerFault fault)
      : Error(ErrorKind::kRemote, fault.what), fault_(std::move(fault)) {}
  const AnswerFault& fault() const { return fault_; }

 private:
  AnswerFault fault_;
};

/// Thrown by ReadWholeAnswer for a refusal.
class RefusalError : public Error {
 public:
  explicit RefusalError(const std::string& how) : Error(ErrorKind::kRemote, how) {}
};

/// An answer that came as one object. Throws FaultError and RefusalError.
Answer ReadWholeAnswer(const std::string& body);

/// The token counts of an answer that came as one object, also where it has a fault.
Answer ReadCounts(const std::string& body);

/// A log-probability in an answer: a number; rounding above zero is zero. Throws Error(kRemote) for
/// one that is above zero.
double ReadLogprob(const nlohmann::json& number);

/// Parses JSON that came from a server. Throws Error(kRemote), saying what is wrong, the server's
/// words last and as they are, where it is none or nested deeper than 64.
nlohmann::json ParseServerJson(std::string_view text);

/// A count (an integer from 0 to 2^30) in an object; nothing where there is none, or no object.
std::optional<int> FindCount(const nlohmann::json& object, const char* name);

}  // namespace autoj

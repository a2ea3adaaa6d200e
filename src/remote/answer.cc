#include "remote/answer.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {
namespace {

using nlohmann::json;

constexpr int kMostDepth = 64;
constexpr std::string_view kTokenId = "token_id:";  // vLLM's return_tokens_as_token_ids

int DepthOf(std::string_view text) {
  int depth = 0;
  int most = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (in_string) {
      i += c == '\\' ? 1 : 0;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      most = std::max(most, ++depth);
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return most;
}

const json* Find(const json& object, const char* name) {
  if (!object.is_object()) {
    return nullptr;
  }
  auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

TokenChoice NamedToken(std::string_view token, double logprob) {
  TokenChoice choice{std::nullopt, std::string(token), logprob};
  if (token.substr(0, kTokenId.size()) == kTokenId) {
    std::string_view digits = token.substr(kTokenId.size());
    int id = 0;
    if (std::from_chars(digits.data(), digits.data() + digits.size(), id).ec == std::errc()) {
      choice.id = id;
    }
  }
  return choice;
}

// One entry of chat's and llama-server's lists.
std::optional<TokenChoice> ReadToken(const json& entry) {
  const json* token = Find(entry, "token");
  const json* logprob = Find(entry, "logprob");
  if (token == nullptr || !token->is_string() || logprob == nullptr || !logprob->is_number()) {
    return std::nullopt;
  }
  TokenChoice choice = NamedToken(token->get_ref<const std::string&>(), ReadLogprob(*logprob));
  if (std::optional<int> id = FindCount(entry, "id")) {
    choice.id = id;
  }
  return choice;
}

void ReadTokenList(const json& list, Answer* answer) {
  if (!list.is_array()) {
    return;
  }
  for (const json& entry : list) {
    std::optional<TokenChoice> written = ReadToken(entry);
    if (!written) {
      return;
    }
    answer->written.push_back(*written);
    answer->likeliest.emplace_back();
    const json* top = Find(entry, "top_logprobs");
    for (const json& other : top != nullptr && top->is_array() ? *top : json::array()) {
      if (std::optional<TokenChoice> choice = ReadToken(other)) {
        answer->likeliest.back().push_back(std::move(*choice));
      }
    }
  }
}

// The parallel lists of OpenAI's completions.
void ReadParallelLists(const json& logprobs, Answer* answer) {
  const json* tokens = Find(logprobs, "tokens");
  const json* values = Find(logprobs, "token_logprobs");
  const json* tops = Find(logprobs, "top_logprobs");
  bool whole = tokens != nullptr && values != nullptr && tokens->is_array() && values->is_array() &&
               tokens->size() == values->size();
  for (size_t i = 0; whole && i < tokens->size(); ++i) {
    if (!(*tokens)[i].is_string() || !(*values)[i].is_number()) {
      return;
    }
    answer->written.push_back(
        NamedToken((*tokens)[i].get_ref<const std::string&>(), ReadLogprob((*values)[i])));
    answer->likeliest.emplace_back();
    if (tops == nullptr || !tops->is_array() || i >= tops->size() || !(*tops)[i].is_object()) {
      continue;
    }
    for (const auto& [token, logprob] : (*tops)[i].items()) {
      if (logprob.is_number()) {
        answer->likeliest.back().push_back(NamedToken(token, ReadLogprob(logprob)));
      }
    }
  }
}

}  // namespace

std::optional<int> FindCount(const json& object, const char* name) {
  const json* value = Find(object, name);
  bool fits = value != nullptr && value->is_number_integer() && *value >= 0 && *value <= 1 << 30;
  return fits ? std::optional<int>(value->get<int>()) : std::nullopt;
}

double ReadLogprob(const json& number) {
  constexpr double kRounding = 1e-3;
  auto logprob = number.get<double>();
  if (!(logprob <= kRounding)) {
    throw Error(ErrorKind::kRemote,
                fmt::format("the answer holds a log-probability that is none: {}", logprob));
  }
  return std::min(logprob, 0.0);
}

json ParseServerJson(std::string_view text) {
  if (DepthOf(text) > kMostDepth) {
    throw Error(ErrorKind::kRemote,
                fmt::format("the answer is JSON nested deeper than {}", kMostDepth));
  }
  // As for local models: what is no character becomes U+FFFD.
  json parsed = FindInvalidUtf8(text) == std::string_view::npos
                    ? json::parse(text, nullptr, /*allow_exceptions=*/false)
                    : json::parse(RepairUtf8(text), nullptr, /*allow_exceptions=*/false);
  // The library takes a NUL for the end, and so would read half an answer.
  if (parsed.is_discarded() || text.find('\0') != std::string_view::npos) {
    std::string_view said = Trim(text);
    throw Error(ErrorKind::kRemote, said.empty()
                                        ? "the answer is empty"
                                        : fmt::format("the answer is no JSON, it begins {}", said));
  }
  return parsed;
}

AnswerReader::AnswerReader(bool streams, std::function<bool(const std::string&)> on_text,
                           size_t most_bytes, bool wants_counts)
    : streams_(streams),
      most_bytes_(most_bytes),
      wants_counts_(wants_counts),
      on_text_(std::move(on_text)),
      events_([this](std::string_view data) { return TakeEvent(data); }) {}

void AnswerReader::Fail(std::string what) {
  if (!fault_) {
    fault_ = {std::move(what), nullptr, false};
  }
}

bool AnswerReader::Feed(std::string_view bytes) {
  if (!streams_) {
    body_ += bytes;
    return true;
  }
  if (events_.Feed(bytes) == EventStream::State::kTooLarge) {
    Fail("one event of the stream is larger than 16 MB");
  }
  // A server that answers a request for a stream with one object: an error, mostly.
  if (!saw_choice_ && !done_ && body_.size() < EventStream::kMostBytes) {
    body_ += bytes;
  }
  return !fault_ && !complete_;
}

bool AnswerReader::TakeEvent(std::string_view data) {
  if (Trim(data) == "[DONE]") {
    done_ = true;
    return true;
  }
  try {
    TakeObject(ParseServerJson(data));
  } catch (const Error& e) {
    Fail(e.what());
  }
  return !fault_ && !complete_;
}

void AnswerReader::TakeObject(const json& object) {
  TakeUsage(object);
  if (const json* error = Find(object, "error")) {
    Fail("the answer holds an error");
    fault_->error = *error;
    return;
  }
  const json* choices = Find(object, "choices");
  if (choices != nullptr && choices->is_array()) {
    for (const json& choice : *choices) {
      if (FindCount(choice, "index").value_or(0) == 0) {
        TakeChoice(choice);
      }
    }
  } else if (Find(object, "content") != nullptr) {
    TakeNative(object);
  }
  bool counted = answer_.prompt_tokens && answer_.completion_tokens;
  complete_ = text_complete_ && (counted || !wants_counts_);
}

void AnswerReader::AddText(const json& text) {
  if (!text.is_string()) {
    Fail("the answer's text is no string");
    return;
  }
  const std::string& piece = text.get_ref<const std::string&>();
  if (piece.empty()) {
    return;
  }
  if (!answer_.finish.empty()) {
    Fail("the answer goes on after its end: an event came twice");
    return;
  }
  ++pieces_;
  bytes_ += piece.size();
  if (bytes_ > most_bytes_) {
    Fail("the answer goes on far beyond the tokens that were asked for");
    fault_->is_lasting = true;
  } else if (!text_complete_) {
    answer_.text += piece;
    text_complete_ = on_text_ && !on_text_(answer_.text);
  }
}

// A text that is complete by its own rule has ended there, whatever ends the answer.
void AnswerReader::SetFinish(std::string finish) {
  answer_.finish = text_complete_ ? "stop" : std::move(finish);
}

void AnswerReader::TakeChoice(const json& choice) {
  saw_choice_ = true;
  if (const json* logprobs = text_complete_ ? nullptr : Find(choice, "logprobs")) {
    if (const json* content = Find(*logprobs, "content")) {
      ReadTokenList(*content, &answer_);
    } else {
      ReadParallelLists(*logprobs, &answer_);
    }
  }
  if (const json* text = Find(choice, "text")) {
    AddText(*text);
  }
  for (const char* name : {"delta", "message"}) {
    const json* message = Find(choice, name);
    const json* content = message == nullptr ? nullptr : Find(*message, "content");
    const json* refusal = message == nullptr ? nullptr : Find(*message, "refusal");
    if (content != nullptr) {
      AddText(*content);
    }
    if (refusal != nullptr && refusal->is_string()) {
      answer_.refusal += refusal->get_ref<const std::string&>();
    }
  }
  const json* finish = Find(choice, "finish_reason");
  if (finish != nullptr && finish->is_string()) {
    SetFinish(finish->get<std::string>());
  }
}

// llama-server's /completion.
void AnswerReader::TakeNative(const json& object) {
  saw_choice_ = true;
  if (const json* probabilities =
          text_complete_ ? nullptr : Find(object, "completion_probabilities")) {
    ReadTokenList(*probabilities, &answer_);
  }
  AddText(*Find(object, "content"));
  const json* stop_type = Find(object, "stop_type");
  if (stop_type != nullptr && stop_type->is_string()) {
    SetFinish(*stop_type == "limit" ? "length" : "stop");
  }
  if (std::optional<int> tokens = FindCount(object, "tokens_evaluated")) {
    answer_.prompt_tokens = tokens;
  }
  if (std::optional<int> tokens = FindCount(object, "tokens_predicted")) {
    answer_.completion_tokens = tokens;
  }
  const json* timings = Find(object, "timings");
  if (std::optional<int> tokens =
          timings == nullptr ? FindCount(object, "cache_n") : FindCount(*timings, "cache_n")) {
    answer_.cached_tokens = tokens;
  }
}

void AnswerReader::TakeUsage(const json& object) {
  const json* usage = Find(object, "usage");
  if (usage == nullptr) {
    return;
  }
  answer_.prompt_tokens = FindCount(*usage, "prompt_tokens");
  answer_.completion_tokens = FindCount(*usage, "completion_tokens");
  if (const json* details = Find(*usage, "prompt_tokens_details")) {
    answer_.cached_tokens = FindCount(*details, "cached_tokens");
  }
}

std::optional<AnswerFault> AnswerReader::End() {
  if (fault_ || complete_) {
    return fault_;
  }
  if (!streams_ || (!saw_choice_ && !done_)) {
    try {
      TakeObject(ParseServerJson(body_));
    } catch (const Error& e) {
      Fail(e.what());
    }
  }
  if (!fault_ && !saw_choice_) {
    Fail("the answer has no choices");
  } else if (!fault_ && answer_.finish.empty() && !done_ && streams_) {
    Fail("the stream ended before its answer did");
  } else if (!fault_ && streams_ && answer_.completion_tokens &&
             pieces_ > static_cast<size_t>(*answer_.completion_tokens)) {
    Fail("the stream holds more pieces than tokens: an event came twice");
  }
  return fault_;
}

std::optional<std::string> FindRefusal(const Answer& answer) {
  if (answer.finish == "content_filter") {
    return "the server's content filter ended the answer";
  }
  if (!answer.refusal.empty()) {
    return "the model refused: " + answer.refusal;
  }
  return std::nullopt;
}

Answer ReadCounts(const std::string& body) {
  AnswerReader reader(/*streams=*/false, {});
  reader.Feed(body);
  reader.End();
  return reader.answer();
}

Answer ReadWholeAnswer(const std::string& body) {
  AnswerReader reader(/*streams=*/false, {});
  reader.Feed(body);
  if (std::optional<AnswerFault> fault = reader.End()) {
    throw FaultError(std::move(*fault));
  }
  if (std::optional<std::string> refusal = FindRefusal(reader.answer())) {
    throw RefusalError(*refusal);
  }
  return reader.answer();
}

}  // namespace autoj

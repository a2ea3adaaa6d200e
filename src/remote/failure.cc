#include "remote/failure.h"

#include <array>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {
namespace {

using nlohmann::json;
using Kind = Failure::Kind;

// Parts of a request that some servers do not take, as they name them. One that is a word of the
// language is named where it stands in quotes.
struct Part {
  std::string_view name;
  bool is_word;
};
constexpr std::array<Part, 5> kParts = {{{"logprobs", false},
                                         {"response_format", false},
                                         {"json_schema", false},
                                         {"top_p", false},
                                         {"temperature", true}}};

// The server's own words about an error, from the forms that are in use: {"error": {"message",
// "type", "code"}}, {"error": "..."}, {"message", "type", "code"}, {"detail": ...}.
struct ServerWords {
  std::string message;
  std::string type;  // type and code, lower case, with a space between
  std::string part;  // of the request, where the error names one
  std::optional<int> prompt_tokens;
  std::optional<int> context;
};

// {"detail": [{"loc": ["body", "logprobs"], "msg": ..}]}
std::string PlaceIn(const json& detail) {
  const json::json_pointer place("/0/loc");
  bool told = detail.is_array() && detail.contains(place) && detail[place].is_array() &&
              !detail[place].empty() && detail[place].back().is_string();
  return told ? detail[place].back().get<std::string>() : "";
}

std::string Words(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.is_null() ? "" : value.dump();
}

ServerWords ReadWords(const json& error) {
  ServerWords words;
  if (!error.is_object()) {
    words.message = Words(error);
    return words;
  }
  for (const char* name : {"message", "detail", "error"}) {
    if (words.message.empty() && error.contains(name)) {
      words.message = Words(error[name]);
    }
  }
  for (const char* name : {"type", "code"}) {
    if (error.contains(name)) {
      words.type += LowerAscii(Words(error[name])) + " ";
    }
  }
  if (error.contains("param") && error["param"].is_string()) {
    words.part = error["param"].get<std::string>();
  } else if (error.contains("detail")) {
    words.part = PlaceIn(error["detail"]);
  }
  words.prompt_tokens = FindCount(error, "n_prompt_tokens");  // llama-server
  words.context = FindCount(error, "n_ctx");
  return words;
}

ServerWords ReadBody(const std::string& body) {
  try {
    json parsed = ParseServerJson(body);
    bool nested = parsed.is_object() && parsed.contains("error") && !parsed["error"].is_null();
    return ReadWords(nested ? parsed["error"] : parsed);
  } catch (const Error&) {  // a page, or nothing: its words are not the server's
    return {};
  }
}

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// The number behind `before`, in the words of an error.
std::optional<int> NumberAfter(std::string_view text, std::string_view before) {
  size_t at = text.find(before);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  at = text.find_first_of("0123456789", at + before.size());
  int number = 0;
  if (at == std::string_view::npos ||
      std::from_chars(text.data() + at, text.data() + text.size(), number).ec != std::errc()) {
    return std::nullopt;
  }
  return number;
}

// The number right before `behind`.
std::optional<int> NumberBefore(std::string_view text, std::string_view behind) {
  size_t at = text.find(behind);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  size_t begin = at;
  while (begin > 0 && text[begin - 1] >= '0' && text[begin - 1] <= '9') {
    --begin;
  }
  int number = 0;
  auto [end, problem] = std::from_chars(text.data() + begin, text.data() + at, number);
  return problem == std::errc() && begin < at ? std::optional<int>(number) : std::nullopt;
}

bool IsTooLong(const ServerWords& words) {
  std::string message = LowerAscii(words.message);
  return Has(words.type, "context_length_exceeded") || Has(words.type, "exceed_context_size") ||
         Has(message, "maximum context length") || Has(message, "context length is only") ||
         Has(message, "exceeds the available context size") ||
         Has(message, "longer than the maximum model length") ||
         (Has(message, "max_tokens") && Has(message, "max_model_len"));
}

// "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4000 in
// the messages, 1000 in the completion)" and its relatives.
void ReadSizes(ServerWords* words) {
  std::string message = LowerAscii(words->message);
  for (const char* before :
       {"maximum context length is", "context length is only",
        "max_total_tokens=", "available context size", "maximum model length of"}) {
    if (!words->context) {
      words->context = NumberAfter(message, before);
    }
  }
  for (const char* behind : {" in the messages", " in the prompt", " input tokens"}) {
    if (!words->prompt_tokens) {
      words->prompt_tokens = NumberBefore(message, behind);
    }
  }
  for (const char* before :
       {"your request has", "messages resulted in", "prompt (length", "prompt contains at least"}) {
    if (!words->prompt_tokens) {
      words->prompt_tokens = NumberAfter(message, before);
    }
  }
}

bool IsNamed(const Part& part, const std::string& message) {
  constexpr std::string_view kQuotes = "'\"`";
  for (size_t at = message.find(part.name); at != std::string::npos;
       at = message.find(part.name, at + 1)) {
    bool quoted = at > 0 && Has(kQuotes, message.substr(at - 1, 1));
    if (quoted || !part.is_word) {
      return true;
    }
  }
  return false;
}

// What the server does not take of a request, or "". Only the beginning of its words counts: some
// servers repeat the request, and items may speak of anything.
std::string FindPart(const ServerWords& words) {
  constexpr size_t kBeginning = 300;
  bool is_sentence = !words.message.starts_with('[') && !words.message.starts_with('{');
  std::string message = is_sentence ? LowerAscii(CutUtf8(words.message, kBeginning)) : "";
  for (const Part& part : kParts) {
    if (Has(words.part, part.name) || IsNamed(part, message)) {
      return std::string(part.name);
    }
  }
  return "";
}

// Whose fault it is that the server will not: the key's, the filter's, or what was asked.
Kind KindOfDenial(int status, const ServerWords& words) {
  if (Has(words.type, "content_filter")) {
    return Kind::kRefused;
  }
  if (status != 403) {
    return Kind::kForbidden;
  }
  return FindPart(words).empty() ? Kind::kDenied : Kind::kUnable;
}

bool IsUsedUp(const ServerWords& words) {
  return Has(words.type, "insufficient_quota") || Has(words.type, "billing");
}

Kind KindOf(int status, const ServerWords& words) {
  constexpr int kNotImplemented = 501;
  if (status == 401 || status == 403 || (status == 429 && IsUsedUp(words))) {
    return KindOfDenial(status, words);
  }
  if (status == 404 || status == 405) {
    return Kind::kMissing;
  }
  if (status == 429 || status == 503 || status == 529) {
    return Kind::kBusy;
  }
  if ((status >= 500 && status != kNotImplemented) || status == 408 || status == 425) {
    return Kind::kAgain;
  }
  if (Has(words.type, "content_filter") || Has(words.type, "content_policy")) {
    return Kind::kRefused;
  }
  return IsTooLong(words)          ? Kind::kTooLong
         : FindPart(words).empty() ? Kind::kRejected
                                   : Kind::kUnable;
}

std::string Quoted(const ServerWords& words) {
  return words.message.empty() ? "" : ": " + words.message;
}

std::string ReasonOf(const HttpOutcome& outcome, const ServerWords& words, Kind kind) {
  int status = outcome.status;
  std::string said = Quoted(words);
  switch (kind) {
    case Kind::kForbidden:
      return fmt::format(
          "the server refuses the key (status {}); AUTOJ_API_KEY, OPENAI_API_KEY or "
          "--api-key-file gives one{}",
          status, said);
    case Kind::kUnable:
      return fmt::format("the server does not take \"{}\" (status {}){}", FindPart(words), status,
                         said);
    case Kind::kDenied:
      return fmt::format(
          "the server forbids it (status 403{}); either the key (AUTOJ_API_KEY, OPENAI_API_KEY or "
          "--api-key-file) lacks the right, or a filter dislikes the prompt{}",
          outcome.content_type == "text/html" ? ", a page of HTML" : "", said);
    case Kind::kMissing:
      return fmt::format("the server has no such model or route (status {}){}", status, said);
    case Kind::kRefused:
      return fmt::format("the server's content filter refused the prompt{}", said);
    case Kind::kTooLong:
      return fmt::format("the prompt does not fit into the server's context{}", said);
    case Kind::kBusy:
      return fmt::format("the server is busy (status {}){}", status, said);
    default:
      break;
  }
  if (status >= 300 && status < 400) {
    return fmt::format("the server redirects (status {}): name the address that it redirects to",
                       status);
  }
  bool page = outcome.content_type == "text/html";
  return fmt::format("the server answered with status {}{}{}", status,
                     page ? " and a page of HTML" : "", said);
}

Failure Lost(const HttpOutcome& outcome) {
  bool slow = outcome.end == HttpEnd::kTimeout;
  bool gone = outcome.end == HttpEnd::kConnect || outcome.end == HttpEnd::kTls;
  Failure failure;
  failure.kind = slow ? Kind::kBusy : gone ? Kind::kGone : Kind::kAgain;
  failure.reason = outcome.error;
  return failure;
}

Failure FromWords(const HttpOutcome& outcome, int status, ServerWords words) {
  Failure failure;
  failure.kind = KindOf(status, words);
  failure.reason = ReasonOf(outcome, words, failure.kind);
  if (outcome.retry_after > 0) {
    failure.retry_after = std::chrono::duration<double>(outcome.retry_after);
  }
  if (failure.kind == Kind::kTooLong) {
    ReadSizes(&words);
    failure.prompt_tokens = words.prompt_tokens;
    failure.context = words.context;
  }
  if (failure.kind == Kind::kUnable) {
    failure.is_told = true;
    failure.part = FindPart(words);
    failure.most_logprobs = NumberAfter(words.message, "max allowed");  // vLLM
  }
  return failure;
}

}  // namespace

std::optional<Failure> FindFailure(const HttpOutcome& outcome, const std::string& body) {
  bool answered = outcome.end == HttpEnd::kComplete || outcome.end == HttpEnd::kStopped;
  if (answered && outcome.status >= 200 && outcome.status < 300) {
    return std::nullopt;
  }
  // An error that is told and then cut off is still an error of its status.
  if (!answered && (outcome.status < 300 || outcome.end == HttpEnd::kTimeout)) {
    return Lost(outcome);
  }
  return FromWords(outcome, outcome.status, ReadBody(body));
}

Failure FailureOf(const AnswerFault& fault, const HttpOutcome& outcome) {
  Failure failure;
  if (!fault.error.is_null()) {
    ServerWords words = ReadWords(fault.error);
    int status = FindCount(fault.error, "code").value_or(0);
    failure = FromWords(outcome, status >= 400 && status < 600 ? status : 500, words);
    if (Has(words.type, "content_filter")) {
      failure.kind = Kind::kRefused;
    }
    failure.reason = fmt::format("status 200 with an error inside{}", Quoted(words));
    return failure;
  }
  bool page = outcome.content_type == "text/html";
  failure.reason = page ? "status 200 with a page of HTML in place of an answer" : fault.what;
  failure.kind = fault.is_lasting ? Kind::kRejected : Kind::kAgain;
  return failure;
}

EndpointSign SignOf(const Failure& failure) {
  switch (failure.kind) {
    case Kind::kAgain:
      return EndpointSign::kFaulty;
    case Kind::kBusy:
      return EndpointSign::kOverloaded;
    case Kind::kGone:
      return EndpointSign::kGone;
    case Kind::kForbidden:
    case Kind::kUnable:
    case Kind::kDenied:
    case Kind::kMissing:
      return EndpointSign::kDenied;
    default:
      return EndpointSign::kGood;
  }
}

}  // namespace autoj

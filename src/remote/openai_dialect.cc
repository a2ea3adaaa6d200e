#include "remote/openai_dialect.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "remote/chat_roles.h"
#include "remote/choice_scorer.h"
#include "remote/failure.h"
#include "remote/request_body.h"

namespace autoj {
namespace {

using nlohmann::json;

constexpr int kLikeliestOfCompletions = 5;  // OpenAI's own limits
constexpr int kLikeliestOfChats = 20;
constexpr int kDecisionTokens = 64;
constexpr const char* kField = "decision";

// The schema that holds an answer to {"decision": one of the alternatives}.
json DecisionSchema(const std::string& lead, const std::vector<std::string>& alternatives) {
  json field = {{"type", "string"}, {"enum", alternatives}};
  if (!Trim(lead).empty()) {
    field["description"] = fmt::format("What follows \"{}\"", Trim(lead));
  }
  json schema = {{"type", "object"},
                 {"properties", {{kField, field}}},
                 {"required", {kField}},
                 {"additionalProperties", false}};
  return {{"type", "json_schema"},
          {"json_schema", {{"name", kField}, {"strict", true}, {"schema", schema}}}};
}

// Where the value begins in {"decision": "..., or npos: an answer of another form decides nothing.
size_t StartOfValue(std::string_view written) {
  size_t at = 0;
  for (std::string_view part : {"{", "\"decision\"", ":", "\""}) {
    at = std::min(written.find_first_not_of(" \t\r\n", at), written.size());
    if (written.compare(at, part.size(), part) != 0) {
      return std::string_view::npos;
    }
    at += part.size();
  }
  return at;
}

[[noreturn]] void FailForm(const std::string& written) {
  throw UnheldError(fmt::format(
      "the answer is not the {{\"{}\": ...}} that it was held to, so it decides nothing; "
      "judging with --mode written needs no such form; it is: {}",
      kField, written));
}

// The last place from which what was written leads to the point's path.
TextScorer::Told ReadInsideJson(const Answer& answer, const TextScorer::Point& point) {
  TextScorer::Told told;
  std::string written;
  for (size_t i = 0; i < answer.written.size(); ++i) {
    size_t start = StartOfValue(written);
    if (start != std::string::npos && i < answer.likeliest.size()) {
      std::string value = written.substr(start);
      if (point.path.compare(0, value.size(), value) != 0) {
        break;
      }
      told = ToldBehind(point.path, value, answer, i);
    }
    written += answer.written[i].text;
  }
  if (!answer.written.empty() && StartOfValue(written) == std::string::npos) {
    FailForm(written);
  }
  return told;
}

// The alternative in an answer that is whole. One that says two things says none.
std::string ReadJsonDecision(const std::string& text) {
  int keys = 0;
  auto count = [&keys](int /*depth*/, json::parse_event_t event, const json& /*parsed*/) {
    keys += event == json::parse_event_t::key ? 1 : 0;
    return true;
  };
  json answer;
  try {
    ParseServerJson(text);  // whether it may be read at all
    answer = json::parse(text, count, /*allow_exceptions=*/false);
  } catch (const Error&) {
    FailForm(text);
  }
  if (keys != 1 || !answer.contains(kField) || !answer[kField].is_string()) {
    FailForm(text);
  }
  return answer[kField].get<std::string>();
}

std::vector<std::string> Trimmed(const std::vector<std::string>& texts) {
  std::vector<std::string> trimmed;
  trimmed.reserve(texts.size());
  for (const std::string& text : texts) {
    trimmed.emplace_back(Trim(text));
  }
  return trimmed;
}

}  // namespace

OpenAiDialect::OpenAiDialect(std::string model, Api api) : model_(std::move(model)), api_(api) {}

ChatFrame OpenAiDialect::Frame(bool with_system) const { return RoleFrame(with_system); }

std::unique_ptr<Preparation> OpenAiDialect::Prepare(const Request& request) const {
  return AsItIs(request, api_);
}

const char* OpenAiDialect::MaxTokensName() const {
  return newer_limit_ ? "max_completion_tokens" : "max_tokens";
}

Ask OpenAiDialect::Write(const Request& request, const json& prompt, int max_tokens) const {
  json body = TextBody(model_, request, api_, prompt, max_tokens);
  body.erase("max_tokens");
  body[MaxTokensName()] = max_tokens;
  for (const std::string& part : not_taken_) {
    if (part == "logprobs" || body.value(part, 0.0) == 1) {
      body.erase(part);
    }
  }
  return {.route = RouteOf(api_),
          .body = Dump(body),
          .streams = true,
          .told_tokens = ToldTokens(request, max_tokens)};
}

std::unique_ptr<Scorer> OpenAiDialect::Score(const Request& request, const json& prompt,
                                             const std::string& text, const Decision& decision) {
  return api_ == Api::kChat ? ScoreInsideJson(request, prompt, text, decision)
                            : ScoreNext(request, prompt.get<std::string>() + text, decision);
}

// Behind a prompt that ends in a space models write a word without one, which they seldom saw: the
// space is left to the token.
std::unique_ptr<Scorer> OpenAiDialect::ScoreNext(const Request& request, const std::string& prompt,
                                                 const Decision& decision) {
  auto shown = [lead = decision.lead](const TextScorer::Point& point) {
    std::string whole = lead + point.path;
    return whole.substr(0, whole.find_last_not_of(' ') + 1);
  };
  auto ask = [this, shown, prompt,
              common = CommonBody(model_, request)](const TextScorer::Point& point) {
    json body = common;
    body["temperature"] = 0;
    body["prompt"] = prompt + shown(point);
    body["max_tokens"] = 1;
    body["logprobs"] = kLikeliestOfCompletions;
    return Ask{.route = RouteOf(Api::kCompletions),
               .body = Dump(body),
               .told_tokens = 1 + kLikeliestOfCompletions};
  };
  auto read = [shown, lead = decision.lead](const Answer& answer, const TextScorer::Point& point) {
    return answer.likeliest.empty() ? TextScorer::Told{}
                                    : ToldBehind(lead + point.path, shown(point), answer, 0);
  };
  return std::make_unique<TextScorer>(decision.alternatives, ask, read);
}

// A chat cannot be begun for its model: the decision is asked for as JSON, held to a schema.
json OpenAiDialect::InsideJson(const Request& request, const json& messages,
                               const std::string& text) const {
  json body = CommonBody(model_, request);
  body["temperature"] = 0;
  body["messages"] = messages;
  if (!text.empty()) {
    body["messages"].push_back({{"role", "assistant"}, {"content", text}});
    body["messages"].push_back({{"role", "user"}, {"content", "Now give your decision alone."}});
  }
  return body;
}

std::unique_ptr<Scorer> OpenAiDialect::ScoreInsideJson(const Request& request, const json& messages,
                                                       const std::string& text,
                                                       const Decision& decision) {
  auto ask = [this, lead = decision.lead,
              common = InsideJson(request, messages, text)](const TextScorer::Point& point) {
    json body = common;
    body[MaxTokensName()] = kDecisionTokens;
    body["logprobs"] = true;
    body["top_logprobs"] = kLikeliestOfChats;
    body["response_format"] = DecisionSchema(lead, point.members);
    return Ask{.route = RouteOf(Api::kChat),
               .body = Dump(body),
               .told_tokens = kDecisionTokens * (1 + kLikeliestOfChats)};
  };
  return std::make_unique<TextScorer>(Trimmed(decision.alternatives), ask, ReadInsideJson);
}

std::unique_ptr<Scorer> OpenAiDialect::Choose(const Request& request, const json& prompt,
                                              const std::string& text,
                                              const Decision& decision) const {
  std::vector<std::string> alternatives = Trimmed(decision.alternatives);
  json body = InsideJson(request, prompt, text);
  body[MaxTokensName()] = kDecisionTokens;
  body["response_format"] = DecisionSchema(decision.lead, alternatives);
  Ask ask{.route = RouteOf(api_), .body = Dump(body), .told_tokens = kDecisionTokens};
  return std::make_unique<ChoiceScorer>(std::move(ask), alternatives, ReadJsonDecision);
}

void OpenAiDialect::Learn(const Failure& failure) {
  bool newer = failure.kind == Failure::Kind::kRejected &&
               failure.reason.find("max_completion_tokens") != std::string::npos;
  if (newer && !newer_limit_) {
    newer_limit_ = true;
    CountLesson();
  }
  if (failure.kind == Failure::Kind::kUnable && !failure.part.empty() &&
      not_taken_.insert(failure.part).second) {
    CountLesson();
  }
}

}  // namespace autoj

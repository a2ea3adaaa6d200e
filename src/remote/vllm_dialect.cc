#include "remote/vllm_dialect.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "autoj/error.h"
#include "remote/chat_roles.h"
#include "remote/choice_scorer.h"
#include "remote/failure.h"
#include "remote/request_body.h"

namespace autoj {
namespace {

using nlohmann::json;

// Stands before text that continues other text, so that a tokenizer of the SentencePiece kind puts
// no space before it; its own tokens are taken off again. Tokenizers join a digit with nothing but
// digits.
constexpr const char* kAnchor = "0";

json Joined(const json& prompt, const TokenServer::Tokens& path) {
  json tokens = prompt;
  for (int token : path) {
    tokens.push_back(token);
  }
  return tokens;
}

}  // namespace

// Finds the tokens of all that stands before the decision, then scores behind them.
class VllmDialect::ChatScorer : public Scorer {
 public:
  ChatScorer(VllmDialect& dialect, Ask base, Decision decision)
      : dialect_(dialect), base_(std::move(base)), decision_(std::move(decision)) {}

  std::optional<Ask> Next() override {
    asked_anchor_ = dialect_.book_.count(kAnchor) == 0;
    if (asked_anchor_) {
      return dialect_.AskTokens("");
    }
    return inner_ ? inner_->Next() : base_;
  }

  void Take(const std::string& body) override {
    if (asked_anchor_) {
      dialect_.book_[kAnchor] = ReadTokenList(body);
    } else if (!inner_) {
      const TokenServer& server = dialect_;
      inner_.emplace(server, json(ReadTokenList(body)), decision_, dialect_.book_);
    } else {
      inner_->Take(body);
    }
  }

  std::vector<double> Scores() const override { return inner_->Scores(); }
  std::optional<size_t> Choice() const override { return inner_->Choice(); }

 private:
  VllmDialect& dialect_;
  Ask base_;
  Decision decision_;
  std::optional<TokenScorer> inner_;
  bool asked_anchor_ = false;
};

VllmDialect::VllmDialect(std::string model, Api api) : model_(std::move(model)), api_(api) {}

ChatFrame VllmDialect::Frame(bool with_system) const { return RoleFrame(with_system); }

std::unique_ptr<Preparation> VllmDialect::Prepare(const Request& request) const {
  return AsItIs(request, api_);
}

Ask VllmDialect::Write(const Request& request, const json& prompt, int max_tokens) const {
  json body = TextBody(model_, request, api_, prompt, max_tokens);
  body["stream_options"]["continuous_usage_stats"] = true;
  if (request.wants_logprob && api_ == Api::kCompletions) {
    body["logprobs"] = std::min(1, likeliest_);
  }
  if (!tells_logprobs_) {
    body.erase("logprobs");
  }
  if (request.ignore_eos) {
    body["ignore_eos"] = true;
  }
  return {.route = RouteOf(api_),
          .body = Dump(body),
          .streams = true,
          .told_tokens = ToldTokens(request, max_tokens)};
}

// Puts the prompt and what was written behind it into a request.
void VllmDialect::GoOn(const json& prompt, const std::string& text, json* body) const {
  if (api_ == Api::kCompletions) {
    (*body)["prompt"] = prompt.get<std::string>() + text;
    return;
  }
  (*body)["messages"] = prompt;
  (*body)["add_generation_prompt"] = text.empty();
  if (!text.empty()) {
    (*body)["messages"].push_back({{"role", "assistant"}, {"content", text}});
    (*body)["continue_final_message"] = true;
  }
}

Ask VllmDialect::AskBase(const json& prompt, const std::string& text) const {
  json body = {{"model", model_}};
  GoOn(prompt, text, &body);
  if (api_ == Api::kCompletions) {
    body["add_special_tokens"] = true;
  }
  return {.route = "tokenize", .at_root = true, .body = Dump(body), .generates = false};
}

std::optional<Ask> VllmDialect::AskSize(const json& prompt) const { return AskBase(prompt, ""); }

std::optional<PromptSize> VllmDialect::ReadSize(const std::string& body) const {
  json answer = ParseServerJson(body);
  std::optional<int> count = FindCount(answer, "count");
  std::optional<int> context = FindCount(answer, "max_model_len");
  return count && context ? std::optional<PromptSize>({*count, *context}) : std::nullopt;
}

void VllmDialect::Learn(const Failure& failure) {
  if (failure.most_logprobs && *failure.most_logprobs < likeliest_) {
    likeliest_ = *failure.most_logprobs;
    CountLesson();
  } else if (failure.part == "logprobs" && !failure.most_logprobs && tells_logprobs_) {
    tells_logprobs_ = false;
    CountLesson();
  }
}

std::unique_ptr<Scorer> VllmDialect::Score(const Request& /*request*/, const json& prompt,
                                           const std::string& text, const Decision& decision) {
  return std::make_unique<ChatScorer>(*this, AskBase(prompt, text), decision);
}

std::unique_ptr<Scorer> VllmDialect::Choose(const Request& /*request*/, const json& prompt,
                                            const std::string& text,
                                            const Decision& decision) const {
  int most = MostTokensOf(decision.alternatives);
  json body = {{"model", model_},
               {"max_tokens", most},
               {"temperature", 0},
               {"structured_outputs", {{"choice", decision.alternatives}}}};
  GoOn(prompt, text + decision.lead, &body);
  Ask ask{.route = RouteOf(api_), .body = Dump(body), .told_tokens = most};
  return std::make_unique<ChoiceScorer>(std::move(ask), decision.alternatives, std::identity());
}

Ask VllmDialect::AskTokens(const std::string& text) const {
  json body = {{"model", model_}, {"prompt", kAnchor + text}, {"add_special_tokens", false}};
  return {.route = "tokenize", .at_root = true, .body = Dump(body), .generates = false};
}

TokenServer::Tokens VllmDialect::ReadTokens(const std::string& body) const {
  Tokens tokens = ReadTokenList(body);
  const Tokens& anchor = book_.at(kAnchor);
  if (tokens.size() < anchor.size() || !std::equal(anchor.begin(), anchor.end(), tokens.begin())) {
    throw UnableError(
        "the server's tokenizer joins a digit with what follows it: decisions cannot be scored by "
        "tokens");
  }
  tokens.erase(tokens.begin(), tokens.begin() + static_cast<long>(anchor.size()));
  return tokens;
}

Ask VllmDialect::AskNext(const json& prompt, const Tokens& path) const {
  json body = {{"model", model_},        {"prompt", Joined(prompt, path)},
               {"max_tokens", 1},        {"temperature", 0},
               {"logprobs", likeliest_}, {"return_tokens_as_token_ids", true}};
  return {.route = "completions", .body = Dump(body), .told_tokens = 1 + likeliest_};
}

Ask VllmDialect::AskOne(const json& prompt, const Tokens& path, int token) const {
  json tokens = Joined(prompt, path);
  tokens.push_back(token);
  int told = 2 * static_cast<int>(tokens.size());  // each, and the likeliest in its place
  json body = {{"model", model_},
               {"prompt", std::move(tokens)},
               {"max_tokens", 1},
               {"temperature", 0},
               {"prompt_logprobs", 1}};
  return {.route = "completions", .body = Dump(body), .told_tokens = told};
}

std::optional<double> VllmDialect::ReadOne(const std::string& body, int token) const {
  json answer = ParseServerJson(body);
  json::json_pointer last("/choices/0/prompt_logprobs");
  if (!answer.contains(last) || !answer[last].is_array() || answer[last].empty()) {
    return std::nullopt;
  }
  json one = answer[last].back().value(std::to_string(token), json::object());
  bool known = one.is_object() && one.contains("logprob") && one["logprob"].is_number();
  return known ? std::optional<double>(ReadLogprob(one["logprob"])) : std::nullopt;
}

}  // namespace autoj

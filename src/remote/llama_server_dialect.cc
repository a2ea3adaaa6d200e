#include "remote/llama_server_dialect.h"

#include <functional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "remote/answer.h"
#include "remote/choice_scorer.h"
#include "remote/request_body.h"

namespace autoj {
namespace {

using nlohmann::json;

constexpr int kLikeliest = 64;
constexpr int kWholeVocabulary = 1 << 20;
constexpr size_t kMostControl = 48;  // bytes of a control token's name
constexpr const char* kSystemMark = "AUTOJSYSTEMMESSAGE";
constexpr const char* kUserMark = "AUTOJUSERMESSAGE";

json TokenizeBody(const std::string& text, bool is_start) {
  return {{"content", text}, {"add_special", is_start}, {"parse_special", false}};
}

Ask AskTokenize(const json& body) {
  return {.route = "tokenize", .at_root = true, .body = Dump(body), .generates = false};
}

// A prompt as a list of texts and tokens; consecutive texts are one.
class MixedPrompt : public Preparation {
 public:
  explicit MixedPrompt(const Prompt& prompt) {
    for (const PromptPiece& piece : prompt.pieces) {
      bool dangerous = !piece.frame && LooksLikeControl(piece.text);
      if (!parts_.empty() && !dangerous && !parts_.back().dangerous) {
        parts_.back().text += piece.text;
      } else {
        parts_.push_back({piece.text, dangerous, json::array()});
      }
    }
  }

  std::optional<Ask> Next() override {
    Part* part = Open();
    return part == nullptr
               ? std::nullopt
               : std::optional<Ask>(AskTokenize(TokenizeBody(part->text, part == parts_.data())));
  }

  void Take(const std::string& body) override {
    Part* part = Open();
    part->tokens = ReadTokenList(body);
    part->known = true;
  }

  json Prepared() const override {
    if (parts_.size() == 1 && !parts_.front().dangerous) {
      return parts_.front().text;
    }
    json prompt = json::array();
    for (const Part& part : parts_) {
      if (part.dangerous) {
        prompt.insert(prompt.end(), part.tokens.begin(), part.tokens.end());
      } else {
        prompt.push_back(part.text);
      }
    }
    return prompt;
  }

 private:
  struct Part {
    std::string text;
    bool dangerous = false;
    json tokens;
    bool known = false;
  };

  Part* Open() {
    for (Part& part : parts_) {
      if (part.dangerous && !part.known) {
        return &part;
      }
    }
    return nullptr;
  }

  std::vector<Part> parts_;
};

json Joined(json prompt, const TokenServer::Tokens& path) {
  json list = prompt.is_array() ? std::move(prompt) : json::array({std::move(prompt)});
  for (int token : path) {
    list.push_back(token);
  }
  return list;
}

json WithText(const json& prompt, const std::string& text) {
  if (prompt.is_string()) {
    return prompt.get<std::string>() + text;
  }
  json whole = prompt;
  if (!text.empty()) {
    whole.push_back(text);
  }
  return whole;
}

// In llama.cpp's notation (GBNF), whose quoted texts are those of JSON.
std::string GrammarOf(const std::vector<std::string>& alternatives) {
  std::vector<std::string> quoted;
  quoted.reserve(alternatives.size());
  for (const std::string& alternative : alternatives) {
    quoted.push_back(Dump(alternative));
  }
  return fmt::format("root ::= {}", fmt::join(quoted, " | "));
}

Ask AskCompletion(json body, int told_tokens) {
  body["cache_prompt"] = true;
  bool streams = body.value("stream", false);
  return {.route = "completion",
          .at_root = true,
          .body = Dump(body),
          .streams = streams,
          .told_tokens = told_tokens};
}

Ask AskProbabilities(const json& prompt, const TokenServer::Tokens& path, int count) {
  return AskCompletion({{"prompt", Joined(prompt, path)},
                        {"n_predict", 1},
                        {"n_probs", count},
                        {"temperature", 0},
                        {"stream", false}},
                       1 + count);
}

}  // namespace

bool LooksLikeControl(const std::string& text) {
  for (size_t at = text.find_first_of("<["); at != std::string::npos;
       at = text.find_first_of("<[", at + 1)) {
    bool angle = text[at] == '<';
    size_t end = text.find_first_of(angle ? "> \t\r\n" : "] \t\r\n", at + 1);
    if (end == std::string::npos || end - at < 2 || end - at > kMostControl) {
      continue;
    }
    std::string_view name(text.data() + at + 1, end - at - 1);
    constexpr std::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    bool capitals =
        name.find_first_of(kCapitals) != std::string_view::npos &&
        name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_/0123456789") == std::string_view::npos;
    if (text[end] == (angle ? '>' : ']') && (angle || capitals)) {
      return true;
    }
  }
  return false;
}

LlamaServerDialect::LlamaServerDialect(ChatFrame frame, ChatFrame frame_with_system)
    : frame_(std::move(frame)), frame_with_system_(std::move(frame_with_system)) {}

ChatFrame LlamaServerDialect::Frame(bool with_system) const {
  return with_system ? frame_with_system_ : frame_;
}

std::unique_ptr<Preparation> LlamaServerDialect::Prepare(const Request& request) const {
  return std::make_unique<MixedPrompt>(request.prompt);
}

Ask LlamaServerDialect::Write(const Request& request, const json& prompt, int max_tokens) const {
  json body = {{"prompt", prompt},
               {"n_predict", max_tokens},
               {"temperature", request.temperature},
               {"samplers", {"top_p", "temperature"}},
               {"top_p", request.top_p},
               {"seed", SeedOf(request)},
               {"stream", true}};
  if (request.ignore_eos) {
    body["ignore_eos"] = true;
  }
  if (request.wants_logprob) {
    body["n_probs"] = 1;
  }
  return AskCompletion(std::move(body), ToldTokens(request, max_tokens));
}

std::unique_ptr<Scorer> LlamaServerDialect::Score(const Request& /*request*/, const json& prompt,
                                                  const std::string& text,
                                                  const Decision& decision) {
  return std::make_unique<TokenScorer>(*this, WithText(prompt, text), decision, book_);
}

std::unique_ptr<Scorer> LlamaServerDialect::Choose(const Request& /*request*/, const json& prompt,
                                                   const std::string& text,
                                                   const Decision& decision) const {
  int most = MostTokensOf(decision.alternatives);
  json body = {{"prompt", WithText(prompt, text + decision.lead)},
               {"n_predict", most},
               {"grammar", GrammarOf(decision.alternatives)},
               {"temperature", 0},
               {"stream", false}};
  return std::make_unique<ChoiceScorer>(AskCompletion(std::move(body), most), decision.alternatives,
                                        std::identity());
}

Ask LlamaServerDialect::AskTokens(const std::string& text) const {
  return AskTokenize(TokenizeBody(text, /*is_start=*/false));
}

TokenServer::Tokens LlamaServerDialect::ReadTokens(const std::string& body) const {
  return ReadTokenList(body);
}

Ask LlamaServerDialect::AskNext(const json& prompt, const Tokens& path) const {
  return AskProbabilities(prompt, path, kLikeliest);
}

Ask LlamaServerDialect::AskOne(const json& prompt, const Tokens& path, int /*token*/) const {
  return AskProbabilities(prompt, path, kWholeVocabulary);
}

std::optional<double> LlamaServerDialect::ReadOne(const std::string& body, int token) const {
  Answer answer = ReadWholeAnswer(body);
  if (answer.likeliest.empty()) {
    return std::nullopt;
  }
  for (const TokenChoice& choice : answer.likeliest.front()) {
    if (choice.id == token) {
      return choice.logprob;
    }
  }
  return std::nullopt;
}

std::unique_ptr<Dialect> MakeLlamaServerDialect(const DialectNeeds& needs) {
  auto frame_of = [&](bool with_system) {
    json messages = json::array();
    if (with_system) {
      messages.push_back({{"role", "system"}, {"content", kSystemMark}});
    }
    messages.push_back({{"role", "user"}, {"content", kUserMark}});
    HttpClient::Answer answer = needs.client.Ask({needs.address.RootUrl("apply-template"),
                                                  needs.credentials.HeadersFor(needs.address),
                                                  Dump({{"messages", messages}}), needs.limits});
    try {
      json body = ParseServerJson(answer.body);
      std::optional<ChatFrame> frame =
          SplitChat(body.value("prompt", ""), with_system ? kSystemMark : "", kUserMark);
      if (!frame) {
        throw Error(ErrorKind::kRemote,
                    "it leaves out a message; use --wrapper none, or a model with a template that "
                    "shows system and user messages");
      }
      return *frame;
    } catch (const std::exception& e) {
      throw Error(
          ErrorKind::kRemote,
          fmt::format("{}: its chat template cannot be had (POST /apply-template): {}",
                      EscapeForTerminal(needs.address.base), needs.credentials.Shown(e.what())));
    }
  };
  if (!needs.chat) {
    return std::make_unique<LlamaServerDialect>(ChatFrame{}, ChatFrame{});
  }
  ChatFrame plain = frame_of(false);
  ChatFrame with_system;
  try {
    with_system = frame_of(true);
  } catch (const Error&) {
    with_system = {};  // Frame says so, where a protocol has a system message
  }
  return std::make_unique<LlamaServerDialect>(std::move(plain), std::move(with_system));
}

}  // namespace autoj

#include "remote/server_tokenizer.h"

#include <vector>

#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "remote/answer.h"
#include "remote/ask.h"
#include "remote/token_scorer.h"

namespace autoj {
namespace {

using nlohmann::json;
using Tokens = TokenServer::Tokens;

// The two kinds name the same things otherwise.
struct Names {
  const char* text;      // of what is to be tokenized
  const char* special;   // whether BOS is put before it
  const char* restored;  // of what was detokenized
};

Names NamesOf(ServerKind kind) {
  return kind == ServerKind::kVllm ? Names{"prompt", "add_special_tokens", "prompt"}
                                   : Names{"content", "add_special", "content"};
}

std::string Post(const TokenizingServer& server, const std::string& route, json body) {
  if (server.card.kind == ServerKind::kVllm) {
    body["model"] = server.card.model;
  }
  Ask ask{.route = route, .at_root = true, .body = body.dump(), .generates = false};
  HttpClient::Answer answer =
      server.client.Ask(ToHttp(ask, server.address, server.credentials, server.limits));
  if (answer.outcome.end != HttpEnd::kComplete || answer.outcome.status != 200) {
    throw Error(ErrorKind::kRemote, "the server does not answer to /" + route);
  }
  return answer.body;
}

std::string Detokenize(const TokenizingServer& server, const Tokens& tokens) {
  const char* name = NamesOf(server.card.kind).restored;
  json answer = ParseServerJson(Post(server, "detokenize", {{"tokens", tokens}}));
  if (!answer.is_object() || !answer.contains(name) || !answer[name].is_string()) {
    throw Error(ErrorKind::kRemote, "the answer to /detokenize holds no text");
  }
  return answer[name].get<std::string>();
}

}  // namespace

std::optional<std::string> ShortenOnServer(const TokenizingServer& server, const std::string& text,
                                           const TokenCut& cut) {
  if (server.card.kind == ServerKind::kOther) {
    return std::nullopt;
  }
  try {
    Names names = NamesOf(server.card.kind);
    Tokens tokens =
        ReadTokenList(Post(server, "tokenize", {{names.text, text}, {names.special, false}}));
    if (tokens.size() <= cut.most) {
      return text;
    }
    auto head = tokens.begin() + static_cast<std::ptrdiff_t>(cut.head);
    auto tail = tokens.end() - static_cast<std::ptrdiff_t>(cut.tail);
    return Detokenize(server, {tokens.begin(), head}) + cut.between +
           Detokenize(server, {tail, tokens.end()});
  } catch (const Error&) {  // the text is cut otherwise then, which its caller tells
    return std::nullopt;
  }
}

}  // namespace autoj

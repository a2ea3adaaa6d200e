#pragma once

#include <optional>
#include <string>

#include "autoj/engine.h"
#include "remote/credentials.h"
#include "remote/http_client.h"
#include "remote/server_address.h"
#include "remote/server_card.h"

namespace autoj {

/// A server whose tokenizer is asked: vLLM's or llama-server's /tokenize and /detokenize.
struct TokenizingServer {
  HttpClient& client;
  const ServerAddress& address;
  const Credentials& credentials;
  const ServerCard& card;
  HttpLimits limits;
};

/// A text cut in its middle as Engine::Shorten says. Nothing where the server is of another kind,
/// or does not answer as those two do.
std::optional<std::string> ShortenOnServer(const TokenizingServer& server, const std::string& text,
                                           const TokenCut& cut);

}  // namespace autoj

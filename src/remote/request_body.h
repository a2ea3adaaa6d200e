#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "autoj/engine.h"
#include "remote/dialect.h"

namespace autoj {

/// What the longest alternative may take at most, in tokens, and one that ends it.
int MostTokensOf(const std::vector<std::string>& alternatives);

/// A prompt that goes as it is: a text for completions, messages for a chat.
std::unique_ptr<Preparation> AsItIs(const Request& request, Api api);

/// {"role", "content"} of each message of a chat.
nlohmann::json MessagesToJson(const Prompt& prompt);

/// What the APIs of all servers share: model, temperature, top_p, seed.
nlohmann::json CommonBody(const std::string& model, const Request& request);

/// The body of OpenAI's completions or chat completions for a streamed text; usage is asked for.
nlohmann::json TextBody(const std::string& model, const Request& request, Api api,
                        const nlohmann::json& prompt, int max_tokens);

/// How many tokens the answer to a text tells at most.
int ToldTokens(const Request& request, int max_tokens);

/// A request's seed as every server can hold it.
int64_t SeedOf(const Request& request);

/// The route of an API.
const char* RouteOf(Api api);

/// JSON text; invalid UTF-8 cannot occur in it (items are checked when they are read).
std::string Dump(const nlohmann::json& body);

}  // namespace autoj

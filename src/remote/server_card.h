#pragma once

#include <string>
#include <vector>

#include "remote/credentials.h"
#include "remote/http_client.h"
#include "remote/server_address.h"

namespace autoj {

/// What kind of program answers.
enum class ServerKind {
  kVllm,         ///< Tells tokens and their probabilities by id.
  kLlamaServer,  ///< The same, and shows its chat template.
  kOther,        ///< Something that speaks OpenAI's API.
};

/// What a server is, by its own words.
struct ServerCard {
  ServerKind kind = ServerKind::kOther;
  std::string software;             ///< "vLLM 0.16.0", "llama-server b1234", "OpenAI's API".
  std::vector<std::string> models;  ///< What it offers; empty where it does not tell.
  std::string model;                ///< The one to use.
  int context = 0;                  ///< Tokens that a prompt and its text may have; 0: untold.
  int slots = 0;                    ///< Sequences at once; 0: untold.
};

/// Asks a server what it is: its models, then its kind. `model_name` may be empty where it offers
/// one. Throws Error(kRemote): nobody answers, the key is missing or wrong, an answer that is none,
/// a model that it has not (with those that it has).
ServerCard AskServer(HttpClient& client, const ServerAddress& address,
                     const Credentials& credentials, const std::string& model_name,
                     const HttpLimits& limits);

}  // namespace autoj

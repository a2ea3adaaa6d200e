#pragma once

#include <string>

#include "remote/credentials.h"
#include "remote/http_client.h"
#include "remote/server_address.h"

namespace autoj {

/// One HTTP exchange that an answer needs.
struct Ask {
  std::string route;      ///< "completions".
  bool at_root = false;   ///< The route is the server's own, beside its API ("tokenize").
  std::string body;       ///< JSON.
  bool streams = false;   ///< The answer comes as server-sent events.
  bool generates = true;  ///< The model works for it: it counts for the limits of tokens.
};

/// The exchange with one server that carries it out.
HttpRequest ToHttp(const Ask& ask, const ServerAddress& address, const Credentials& credentials,
                   const HttpLimits& limits);

}  // namespace autoj

#pragma once

#include <cstddef>
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
  bool generates = true;  ///< The model works for it: it costs tokens.
  int told_tokens = 0;    ///< How many the answer tells at most, alternatives of each included.
};

/// How large an answer to it can be, in bytes: what is beyond is none, and is not held in memory.
size_t MostBytesOf(const Ask& ask);

/// The exchange with one server that carries it out; its answer is bounded as above.
HttpRequest ToHttp(const Ask& ask, const ServerAddress& address, const Credentials& credentials,
                   const HttpLimits& limits);

}  // namespace autoj

#include "remote/ask.h"

#include <algorithm>

namespace autoj {

size_t MostBytesOf(const Ask& ask) {
  constexpr size_t kEnvelope = 256 << 10;  // also of what is no answer: a page, an error
  constexpr size_t kToken = 1 << 10;       // an event of its own around it
  constexpr size_t kEcho = 8;              // the prompt, escaped or as numbers, a byte
  return kEnvelope + kToken * static_cast<size_t>(ask.told_tokens) + kEcho * ask.body.size();
}

HttpRequest ToHttp(const Ask& ask, const ServerAddress& address, const Credentials& credentials,
                   const HttpLimits& limits) {
  HttpLimits bounded = limits;
  bounded.body_bytes = std::min(limits.body_bytes, MostBytesOf(ask));
  return {ask.at_root ? address.RootUrl(ask.route) : address.Url(ask.route),
          credentials.HeadersFor(address), ask.body, bounded};
}

}  // namespace autoj

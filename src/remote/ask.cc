#include "remote/ask.h"

namespace autoj {

HttpRequest ToHttp(const Ask& ask, const ServerAddress& address, const Credentials& credentials,
                   const HttpLimits& limits) {
  return {ask.at_root ? address.RootUrl(ask.route) : address.Url(ask.route),
          credentials.HeadersFor(address), ask.body, limits};
}

}  // namespace autoj

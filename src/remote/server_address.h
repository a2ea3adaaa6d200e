#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace autoj {

/// Where a server listens, as its user wrote it: "http://host:8000/v1", or Azure's
/// "https://NAME.openai.azure.com/openai/deployments/DEPLOYMENT?api-version=...".
struct ServerAddress {
  std::string base;           ///< Scheme, host, port and path; no query, no slash at the end.
  std::string query;          ///< What followed "?", without it; goes with every request.
  std::string host;           ///< "host:port", lower case: for messages, and to compare hosts.
  bool is_encrypted = false;  ///< https.
  bool is_azure = false;      ///< Its path holds "/openai/deployments/".

  /// The URL of an API route: Url("chat/completions").
  std::string Url(std::string_view route) const;
  /// The URL of a route of the server itself, beside the API: RootUrl("health"). The "/v1" that
  /// ends `base` is left out.
  std::string RootUrl(std::string_view route) const;
};

/// Whether what a user calls a model is the address of one or more servers.
bool IsServerAddress(std::string_view model);

/// One address. Throws Error(kUsage) for what is no http(s) URL, and for one that holds a user, a
/// password, a fragment, or a key in its query; the message does not repeat these.
ServerAddress ParseServerAddress(const std::string& url);

/// Addresses with commas between them, in their order. Throws Error(kUsage) as above, and for one
/// that stands there twice.
std::vector<ServerAddress> ParseServerAddresses(const std::string& urls);

}  // namespace autoj

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace autoj {

/// Where a server listens, as its user wrote it: "http://host:8000/v1", or Azure's
/// "https://NAME.openai.azure.com/openai/deployments/DEPLOYMENT?api-version=...".
struct ServerAddress {
  /// Scheme, host, port and path; no query, no slash at the end, no port that is the scheme's own.
  std::string base;
  std::string query;  ///< What followed "?", without it; goes with every request.
  /// "host:port", lower case: for messages, and to compare hosts. The port is always there:
  /// https://h and https://h:443 are both "h:443".
  std::string host;
  bool is_encrypted = false;  ///< https.
  bool is_azure = false;      ///< Its path holds "/openai/deployments/".

  /// The URL of an API route: Url("chat/completions").
  std::string Url(std::string_view route) const;
  /// The URL of a route of the server itself, beside the API: RootUrl("health"). The "/v1" that
  /// ends `base` is left out.
  std::string RootUrl(std::string_view route) const;
};

/// Whether what a user calls a model is the address of one or more servers: it begins with a scheme
/// and "://". Another scheme than http(s) is an address too, and refused as one.
bool IsServerAddress(std::string_view model);

/// Throws Error(kUsage) where what a user calls a model is no file, and looks like an address that
/// lacks its scheme: "localhost:8000/v1".
void CheckScheme(const std::string& model);

/// One address. Throws Error(kUsage) for what is no http(s) URL, for a route of the API in place of
/// its base (".../v1/chat/completions"), and for one that holds a user, a password, a fragment, or
/// a key in its query; the message does not repeat these.
ServerAddress ParseServerAddress(const std::string& url);

/// Addresses with commas between them, in their order. Throws Error(kUsage) as above, and for one
/// that stands there twice.
std::vector<ServerAddress> ParseServerAddresses(const std::string& urls);

}  // namespace autoj

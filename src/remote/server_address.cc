#include "remote/server_address.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>

#include <curl/curl.h>
#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {
namespace {

constexpr std::string_view kSchemeEnd = "://";
constexpr std::string_view kApiVersion = "/v1";
constexpr std::string_view kAzureRoute = "/openai/deployments/";
constexpr size_t kMostShown = 200;

struct UrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using UrlParts = std::unique_ptr<CURLU, UrlDeleter>;

struct TextDeleter {
  void operator()(char* text) const { curl_free(text); }
};

// A part of a URL; none where it has none.
std::optional<std::string> Part(const UrlParts& url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, flags) != CURLUE_OK) {
    return std::nullopt;
  }
  std::unique_ptr<char, TextDeleter> owner(text);
  return std::string(text);
}

// What messages may show of an address: no query, and nothing at all where something may be a
// password (one with "/" or "?" in it makes a URL whose parts are not what they seem).
std::string Shown(std::string_view url) {
  if (url.find('@') != std::string_view::npos) {
    return "server address";
  }
  url = url.substr(0, url.find_first_of("?#"));
  return fmt::format("server address \"{}\"", EscapeForTerminal(CutUtf8(url, kMostShown)));
}

[[noreturn]] void Refuse(std::string_view url, std::string_view why) {
  throw Error(ErrorKind::kUsage, fmt::format("{}: {}", Shown(url), why));
}

bool StartsWithScheme(std::string_view text) {
  size_t end =
      text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
  return end != std::string_view::npos && end > 0 && text.substr(end).starts_with(kSchemeEnd);
}

bool LooksLikeKey(std::string_view name) {
  constexpr std::array<std::string_view, 15> kNames = {
      "key",       "apikey",          "xapikey",
      "token",     "accesstoken",     "authtoken",
      "auth",      "authorization",   "sig",
      "signature", "subscriptionkey", "ocpapimsubscriptionkey",
      "secret",    "clientsecret",    "password"};
  std::string plain = LowerAscii(name);
  std::erase_if(plain, [](char c) { return c == '-' || c == '_' || c == '.'; });
  return std::find(kNames.begin(), kNames.end(), plain) != kNames.end();
}

// Whether a query, its escapes undone, has a parameter that looks like a key.
bool HoldsKey(std::string_view query) {
  while (!query.empty()) {
    std::string_view one = query.substr(0, query.find_first_of("&;"));
    query.remove_prefix(std::min(one.size() + 1, query.size()));
    if (LooksLikeKey(Trim(one.substr(0, one.find('='))))) {
      return true;
    }
  }
  return false;
}

// What can be seen before the URL is taken apart: where it is refused, its parts are not known.
void RefuseBeforehand(std::string_view url) {
  if (!StartsWithScheme(url)) {
    Refuse(url, "does not begin with http:// or https://");
  }
  std::string scheme = LowerAscii(url.substr(0, url.find(kSchemeEnd)));
  if (scheme != "http" && scheme != "https") {
    Refuse(url, "is neither http:// nor https://");
  }
  if (url.find('#') != std::string_view::npos) {
    Refuse(url, "holds a fragment (\"#\"), which no server gets to see");
  }
  std::string_view behind = url.substr(scheme.size() + kSchemeEnd.size());
  std::string_view authority = behind.substr(0, behind.find_first_of("/?"));
  if (authority.find('@') != std::string_view::npos) {
    Refuse(url, "holds a user or a password; give a key by a file or by AUTOJ_API_KEY");
  }
  if (authority.empty() || authority.front() == ':') {
    Refuse(url, "has no host");
  }
}

UrlParts TakeApart(const std::string& url) {
  RefuseBeforehand(url);
  UrlParts parts(curl_url());
  CURLUcode code =
      curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER | CURLU_URLENCODE);
  if (code != CURLUE_OK) {
    Refuse(url, fmt::format("is no URL: {}", curl_url_strerror(code)));
  }
  return parts;
}

std::string QueryOf(const UrlParts& parts, const std::string& url) {
  std::optional<std::string> query = Part(parts, CURLUPART_QUERY);
  if (!query) {
    return "";
  }
  std::optional<std::string> decoded = Part(parts, CURLUPART_QUERY, CURLU_URLDECODE);
  if (!decoded) {
    Refuse(url, "its query holds a control character");
  }
  if (HoldsKey(*decoded)) {
    Refuse(url, "holds a key in its query; give it by a file or by AUTOJ_API_KEY");
  }
  return *query;
}

// What is pasted from an example of a request.
void RefuseRoute(std::string_view url, std::string_view path) {
  for (std::string_view route : {"/chat/completions", "/completions", "/completion", "/models"}) {
    if (path.ends_with(route)) {
      Refuse(url, fmt::format("ends in a route of the API; leave out \"{}\"", route));
    }
  }
}

// The host as URLs write it, lower case; an IPv6 address in brackets, with its zone.
std::string HostOf(const UrlParts& parts, const std::string& url) {
  std::string host = LowerAscii(Part(parts, CURLUPART_HOST).value_or(""));
  if (host.empty()) {
    Refuse(url, "has no host");
  }
  if (std::optional<std::string> zone = Part(parts, CURLUPART_ZONEID); zone && host.back() == ']') {
    host.insert(host.size() - 1, "%25" + *zone);
  }
  return host;
}

std::string Join(std::string_view base, std::string_view route, const std::string& query) {
  route.remove_prefix(std::min(route.find_first_not_of('/'), route.size()));
  return fmt::format("{}/{}{}{}", base, route, query.empty() ? "" : "?", query);
}

}  // namespace

std::string ServerAddress::Url(std::string_view route) const { return Join(base, route, query); }

std::string ServerAddress::RootUrl(std::string_view route) const {
  std::string_view root = base;
  size_t path = root.find('/', root.find(kSchemeEnd) + kSchemeEnd.size());
  if (path != std::string_view::npos && root.substr(path).ends_with(kApiVersion)) {
    root.remove_suffix(kApiVersion.size());
  }
  return Join(root, route, query);
}

void CheckScheme(const std::string& model) {
  std::error_code ignored;
  std::string_view first = Trim(std::string_view(model).substr(0, model.find(',')));
  if (StartsWithScheme(first) || std::filesystem::exists(first, ignored)) {
    return;
  }
  std::string_view host = first.substr(0, first.find('/'));
  std::string_view path = first.substr(host.size());
  size_t colon = host.rfind(':');
  bool has_port = colon != std::string_view::npos && colon > 0 && colon + 1 < host.size() &&
                  host.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
  if (has_port || (!host.empty() && (path == kApiVersion || path == "/v1/"))) {
    Refuse(first, "does not begin with http:// or https://; one of them belongs in front of it");
  }
}

bool IsServerAddress(std::string_view model) { return StartsWithScheme(Trim(model)); }

ServerAddress ParseServerAddress(const std::string& url) {
  std::string trimmed(Trim(url));
  UrlParts parts = TakeApart(trimmed);
  ServerAddress address;
  address.query = QueryOf(parts, trimmed);
  std::string host = HostOf(parts, trimmed);
  std::string port = Part(parts, CURLUPART_PORT, CURLU_DEFAULT_PORT).value_or("");
  if (port == "0") {
    Refuse(trimmed, "has the port 0");
  }
  address.host = EscapeForTerminal(fmt::format("{}:{}", host, port));
  address.is_encrypted = Part(parts, CURLUPART_SCHEME) == "https";
  std::string path = Part(parts, CURLUPART_PATH).value_or("");
  path.erase(path.find_last_not_of('/') + 1);
  RefuseRoute(trimmed, path);
  address.is_azure = LowerAscii(path).find(kAzureRoute) != std::string::npos;
  bool usual = port == (address.is_encrypted ? "443" : "80");
  address.base = fmt::format("{}://{}{}{}{}", address.is_encrypted ? "https" : "http", host,
                             usual ? "" : ":", usual ? "" : port, path);
  return address;
}

std::vector<ServerAddress> ParseServerAddresses(const std::string& urls) {
  std::vector<std::string> each;
  for (size_t begin = 0; begin <= urls.size();) {
    size_t end = std::min(urls.find(',', begin), urls.size());
    each.emplace_back(Trim(std::string_view(urls).substr(begin, end - begin)));
    begin = end + 1;
  }
  // All of them before the first is parsed: a password with a comma must not be shown as a port.
  for (size_t i = 0; i < each.size(); ++i) {
    if (!StartsWithScheme(each[i])) {
      throw Error(ErrorKind::kUsage,
                  fmt::format("server address {} of {} does not begin with http:// or https:// (a "
                              "comma within an address is written %2C)",
                              i + 1, each.size()));
    }
  }
  std::vector<ServerAddress> addresses;
  for (const std::string& url : each) {
    ServerAddress address = ParseServerAddress(url);
    for (const ServerAddress& other : addresses) {
      if (other.base == address.base && other.query == address.query) {
        Refuse(address.base, "stands there twice");
      }
    }
    addresses.push_back(std::move(address));
  }
  return addresses;
}

}  // namespace autoj

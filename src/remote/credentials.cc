#include "remote/credentials.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {
namespace {

constexpr size_t kMostFileBytes = 64 << 10;  // of a file: more is no list of headers
constexpr size_t kShortestSecret = 6;
constexpr std::string_view kNoSecret = "EMPTY";  // what vLLM's users give where no key is needed
constexpr std::string_view kBearerHeader = "Authorization";
constexpr std::string_view kAzureHeader = "api-key";

[[noreturn]] void Fail(std::string_view where, std::string_view why) {
  throw Error(ErrorKind::kInput, fmt::format("{}: {}", where, why));
}

std::string ReadSmallFile(const std::string& path) {
  std::string shown = EscapeForTerminal(path);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    Fail(shown, "is a folder");
  }
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::string content(kMostFileBytes + 1, '\0');
  if (!in || (in.read(content.data(), static_cast<std::streamsize>(content.size())), in.bad())) {
    Fail(shown, fmt::format("cannot be read: {}", std::strerror(errno)));
  }
  content.resize(static_cast<size_t>(in.gcount()));
  if (content.size() > kMostFileBytes) {
    Fail(shown, "is too large to be a key or a list of headers");
  }
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (content.starts_with(kByteOrderMark)) {
    content.erase(0, kByteOrderMark.size());
  }
  return content;
}

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; });
}

std::string CheckedKey(std::string_view text, const std::string& where) {
  std::string key(Trim(text));
  if (HasControl(key)) {
    Fail(where, "the key holds a control character");
  }
  if (!key.empty() && key.size() < kShortestSecret && key != kNoSecret) {
    Fail(where, fmt::format("a key of fewer than {} characters cannot be told from a word, and so "
                            "not be kept out of what is stored and shown; leave it out where the "
                            "server needs none, or give the server a longer one",
                            kShortestSecret));
  }
  return key;
}

std::string LoadKey(const std::string& file) {
  if (!file.empty()) {
    std::string content = ReadSmallFile(file);
    std::string shown = EscapeForTerminal(file);
    std::string key = CheckedKey(content.substr(0, content.find('\n')), shown);
    if (key.empty()) {
      Fail(shown, "its first line is empty; the key belongs there");
    }
    return key;
  }
  for (const char* name : {"AUTOJ_API_KEY", "OPENAI_API_KEY"}) {
    const char* value = std::getenv(name);
    if (std::string key = CheckedKey(value == nullptr ? "" : value, name); !key.empty()) {
      return key;
    }
  }
  return "";
}

bool IsHeaderName(std::string_view text) {
  constexpr std::string_view kNameBytes =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~";
  return !text.empty() && text.find_first_not_of(kNameBytes) == std::string_view::npos;
}

// Whether a user's value would break what HTTP does by itself: the bounds of a request, the
// encoding of an answer.
bool BelongsToTheExchange(std::string_view name) {
  constexpr std::array<std::string_view, 8> kNames = {
      "content-length",  "transfer-encoding", "connection", "expect",
      "accept-encoding", "content-type",      "te",         "upgrade"};
  return std::find(kNames.begin(), kNames.end(), LowerAscii(name)) != kNames.end();
}

// Whether a header is one that says nothing secret, by its name.
bool IsHarmless(std::string_view name) {
  constexpr std::array<std::string_view, 8> kNames = {
      "accept",     "accept-language", "cache-control", "http-referer",
      "user-agent", "x-title",         "origin",        "referer"};
  return std::find(kNames.begin(), kNames.end(), LowerAscii(name)) != kNames.end();
}

// Messages never repeat the line: it may be a key that was put into the wrong file.
std::pair<std::string, std::string> ParseHeader(std::string_view line, const std::string& where) {
  size_t colon = line.find(':');
  std::string name(line.substr(0, colon));
  if (colon == std::string_view::npos || !IsHeaderName(name)) {
    Fail(where, "is no header; a line is \"Name: value\"");
  }
  std::string value(Trim(line.substr(colon + 1)));
  if (value.empty()) {
    Fail(where, "the header has no value");
  }
  if (HasControl(value)) {
    Fail(where, "the header holds a control character");
  }
  if (BelongsToTheExchange(name)) {
    Fail(where, fmt::format("{} cannot be set; leave it out", name));
  }
  return {std::move(name), std::move(value)};
}

}  // namespace

Credentials Credentials::Load(const std::string& key_file, const std::string& headers_file) {
  Credentials credentials;
  credentials.key_ = LoadKey(key_file);
  if (headers_file.empty()) {
    return credentials;
  }
  std::string content = ReadSmallFile(headers_file);
  std::string_view rest = content;
  for (int number = 1; !rest.empty(); ++number) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    line = Trim(line);
    if (!line.empty() && line.front() != '#') {
      std::string where = fmt::format("{}:{}", EscapeForTerminal(headers_file), number);
      credentials.headers_.push_back(ParseHeader(line, where));
    }
  }
  return credentials;
}

std::vector<std::string> Credentials::HeadersFor(const ServerAddress& address) const {
  std::vector<std::string> lines;
  std::string_view key_name = address.is_azure ? kAzureHeader : kBearerHeader;
  bool own = std::any_of(headers_.begin(), headers_.end(), [&](const auto& header) {
    return LowerAscii(header.first) == LowerAscii(key_name);
  });
  if (HasKey() && !own) {
    lines.push_back(fmt::format("{}: {}{}", key_name, address.is_azure ? "" : "Bearer ", key_));
  }
  for (const auto& [name, value] : headers_) {
    lines.push_back(fmt::format("{}: {}", name, value));
  }
  return lines;
}

// The longest first: one may be the beginning of another.
std::vector<std::string_view> Credentials::Secrets() const {
  std::vector<std::string_view> secrets = {key_};
  for (const auto& [name, value] : headers_) {
    if (!IsHarmless(name)) {
      secrets.push_back(value);
    }
    if (LowerAscii(name).ends_with("authorization")) {
      secrets.push_back(std::string_view(value).substr(value.find_last_of(' ') + 1));
    }
  }
  std::erase_if(secrets, [](std::string_view secret) { return secret.size() < kShortestSecret; });
  std::sort(secrets.begin(), secrets.end(),
            [](std::string_view a, std::string_view b) { return a.size() > b.size(); });
  return secrets;
}

std::string Credentials::Redact(std::string_view text) const {
  const std::vector<std::string_view> secrets = Secrets();
  std::string redacted;
  while (!text.empty()) {
    size_t first = std::string_view::npos;
    std::string_view found;
    for (std::string_view secret : secrets) {
      if (size_t at = text.find(secret); at < first) {
        first = at;
        found = secret;
      }
    }
    redacted += text.substr(0, first);
    redacted += found.empty() ? "" : "[secret]";
    text.remove_prefix(found.empty() ? text.size() : first + found.size());
  }
  return redacted;
}

std::string Credentials::Shown(std::string_view said) const {
  constexpr size_t kMostBytes = 500;
  std::string redacted = Redact(said);
  std::string_view cut = CutUtf8(redacted, kMostBytes);
  return EscapeForTerminal(cut) + (cut.size() < redacted.size() ? " ..." : "");
}

}  // namespace autoj

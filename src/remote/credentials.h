#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "remote/server_address.h"

namespace autoj {

/// What a server wants to see of its user: a key, and headers of the user's own. Kept in memory
/// alone: never in a log, a store, a manifest or an error. Whatever a server says goes through
/// Redact or Shown before it gets there.
class Credentials {
 public:
  /// The key: the first line of `key_file`; where that is empty, AUTOJ_API_KEY, then
  /// OPENAI_API_KEY; none where they are empty too. `headers_file`: lines "Name: value", "#"
  /// begins a comment; may be empty. Throws Error(kInput) for a file that cannot be read, an empty
  /// key file, a key of fewer than 6 characters (it could not be told from a word where a server
  /// repeats it), a line that is no header, a header that the exchange itself needs
  /// (Content-Length), and a key or header with a control character.
  static Credentials Load(const std::string& key_file, const std::string& headers_file);

  bool HasKey() const { return !key_.empty(); }

  /// The header lines for a server: "Authorization: Bearer ..." (Azure: "api-key: ..."), then the
  /// user's own. A header of the user's own with that name stands in place of the key's.
  std::vector<std::string> HeadersFor(const ServerAddress& address) const;

  /// `text` with every occurrence of the key and of the user's header values (of "Bearer KEY" also
  /// of KEY alone) replaced by "[secret]". Values of fewer than 6 characters are left: they are
  /// words; so are those of headers that hold no secret by their name (Accept, User-Agent, ...).
  std::string Redact(std::string_view text) const;

  /// What a server said, for people: redacted, cut to 500 bytes only then (a cut could leave the
  /// beginning of a secret), and safe for a terminal.
  std::string Shown(std::string_view said) const;

 private:
  std::vector<std::string_view> Secrets() const;

  std::string key_;
  std::vector<std::pair<std::string, std::string>> headers_;
};

}  // namespace autoj

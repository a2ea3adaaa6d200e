#pragma once

#include <string>
#include <utility>
#include <vector>

#include "remote/server_address.h"

namespace autoj {

/// What a server wants to see of its user: a key, and headers of the user's own. Kept in memory
/// alone: never in a log, a store, a manifest or an error.
class Credentials {
 public:
  /// The key: the first line of `key_file`; where that is empty, AUTOJ_API_KEY, then
  /// OPENAI_API_KEY; none where they are empty too. `headers_file`: lines "Name: value", "#"
  /// begins a comment; may be empty. Throws Error(kInput) for a file that cannot be read, an empty
  /// key file, a line that is no header, a header that the exchange itself needs (Content-Length),
  /// and a key or header with a control character.
  static Credentials Load(const std::string& key_file, const std::string& headers_file);

  bool HasKey() const { return !key_.empty(); }

  /// The header lines for a server: "Authorization: Bearer ..." (Azure: "api-key: ..."), then the
  /// user's own. A header of the user's own with that name stands in place of the key's.
  std::vector<std::string> HeadersFor(const ServerAddress& address) const;

  /// `text` with every occurrence of the key and of the user's header values (of "Bearer KEY" also
  /// of KEY alone) replaced by "[secret]". Values of fewer than 6 characters are left: they are
  /// words.
  std::string Redact(const std::string& text) const;

 private:
  std::string key_;
  std::vector<std::pair<std::string, std::string>> headers_;
};

}  // namespace autoj

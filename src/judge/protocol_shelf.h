#pragma once

#include <map>
#include <string>
#include <utility>

#include "autoj/item.h"
#include "protocol/protocol.h"

namespace autoj {

/// Chooses the protocol of each item and parses each one once. One thread at a time.
class ProtocolShelf {
 public:
  /// `protocol`: a name, a file or a baseline; empty: by the item's shape (two responses:
  /// autoj-pairwise, any other number: autoj-single). `language`: "en", "zh", or "auto": the item's
  /// own, else by its query.
  ProtocolShelf(std::string protocol, std::string language);

  /// Valid as long as the shelf. Throws as LoadProtocol does; Error(kInput), naming the item, where
  /// a shipped protocol is not there in its language.
  const Protocol& For(const Item& item);

 private:
  void CheckLanguage(const std::string& name, const std::string& language, const Item& item) const;

  std::string protocol_;
  std::string language_;
  std::map<std::pair<std::string, std::string>, Protocol> shelf_;
};

}  // namespace autoj

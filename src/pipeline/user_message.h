#pragma once

#include <optional>
#include <string>
#include <vector>

#include "autoj/item.h"
#include "protocol/protocol.h"

namespace autoj {

/// A filled-in template, taken apart again.
struct UserMessage {
  const Protocol* protocol = nullptr;  ///< Borrowed of the reader.
  Item item;                           ///< Query and responses.
  bool is_ambiguous = false;           ///< What stands between the fields stands in a text, too.
};

/// Knows Auto-J's own messages: single and pairwise, English and Chinese. Immutable.
class UserMessageReader {
 public:
  UserMessageReader();

  /// The message's parts, or nothing where it is none of these to the byte.
  std::optional<UserMessage> Read(const std::string& usrmsg) const;

  /// "en" or "zh".
  const Protocol& Single(const std::string& language) const;
  const Protocol& Pairwise(const std::string& language) const;

 private:
  struct Frame {
    Protocol protocol;
    std::vector<std::string> literals;  // before, between and behind the fields
  };
  static Frame MakeFrame(const std::string& name, const std::string& language);
  static std::optional<UserMessage> TakeApart(const Frame& frame, const std::string& usrmsg);

  std::vector<Frame> frames_;  // single en, single zh, pairwise en, pairwise zh
};

/// The message that shows an item as it is given.
std::string FillUserMessage(const Protocol& protocol, const Item& item);

}  // namespace autoj

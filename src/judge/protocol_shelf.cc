#include "judge/protocol_shelf.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "baseline/baseline.h"
#include "judge/baseline_protocol.h"

namespace autoj {

ProtocolShelf::ProtocolShelf(std::string protocol, std::string language)
    : protocol_(std::move(protocol)), language_(std::move(language)) {}

// A shipped protocol that is not there in an item's language is that item's error.
void ProtocolShelf::CheckLanguage(const std::string& name, const std::string& language,
                                  const Item& item) const {
  std::vector<std::string> languages = ShippedProtocolLanguages(name);
  if (languages.empty() ||
      std::find(languages.begin(), languages.end(), language) != languages.end()) {
    return;
  }
  throw Error(
      ErrorKind::kInput,
      fmt::format("{}: item \"{}\" is in \"{}\", and protocol {} is not there in that "
                  "language; give --language {}, or another --protocol",
                  item.line, EscapeForTerminal(item.id), language, name, languages.front()));
}

const Protocol& ProtocolShelf::For(const Item& item) {
  std::string name = protocol_;
  if (name.empty()) {
    name = item.responses.size() == 2 ? "autoj-pairwise" : "autoj-single";
  }
  bool asked = !language_.empty() && language_ != "auto";
  std::string language = asked           ? language_
                         : item.language ? *item.language
                                         : DetectLanguage(item.query);
  auto key = std::make_pair(name, language);
  auto found = shelf_.find(key);
  if (found == shelf_.end()) {
    if (!asked) {
      CheckLanguage(name, language, item);
    }
    Protocol protocol =
        FindBaseline(name) ? BaselineProtocol(name, language) : LoadProtocol(name, language);
    if (asked && protocol.language != language) {
      throw Error(ErrorKind::kUsage,
                  fmt::format("{} is written in \"{}\", not in \"{}\"; leave --language out",
                              EscapeForTerminal(name), protocol.language, language));
    }
    found = shelf_.emplace(key, std::move(protocol)).first;
  }
  return found->second;
}

}  // namespace autoj

#include "judge/protocol_shelf.h"

#include "base/text.h"

namespace autoj {

ProtocolShelf::ProtocolShelf(std::string protocol, std::string language)
    : protocol_(std::move(protocol)), language_(std::move(language)) {}

const Protocol& ProtocolShelf::For(const Item& item) {
  std::string name = protocol_;
  if (name.empty()) {
    name = item.responses.size() == 2 ? "autoj-pairwise" : "autoj-single";
  }
  std::string language = language_;
  if (language.empty() || language == "auto") {
    language = item.language ? *item.language : DetectLanguage(item.query);
  }
  auto key = std::make_pair(name, language);
  auto found = shelf_.find(key);
  if (found == shelf_.end()) {
    found = shelf_.emplace(key, LoadProtocol(name, language)).first;
  }
  return found->second;
}

}  // namespace autoj

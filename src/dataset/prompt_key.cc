#include "dataset/prompt_key.h"

#include <nlohmann/json.hpp>

namespace autoj {

std::string PromptKey(const Item& item) {
  nlohmann::json key = nlohmann::json::array({item.query});
  for (const Turn& turn : item.dialogue) {
    key.push_back({turn.role, turn.text});
  }
  return key.dump();
}

}  // namespace autoj

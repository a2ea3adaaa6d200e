#include "dataset/messages.h"

#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "dataset/record.h"

namespace autoj {

using nlohmann::json;

std::vector<Turn> ParseMessages(const json& list, const char* key, const std::string& where) {
  if (!list.is_array() || list.empty()) {
    FailRecord(where, fmt::format("\"{}\" must be a list of at least one message", key));
  }
  std::vector<Turn> turns;
  for (const json& message : list) {
    if (!message.is_object()) {
      FailRecord(where, fmt::format("a message of \"{}\" must be an object with \"role\" and "
                                    "\"content\", found {}",
                                    key, message.type_name()));
    }
    std::string role = FindText(message, "role", where).value_or("");
    std::optional<std::string> content = FindText(message, "content", where);
    if (!content) {
      FailRecord(where, fmt::format("a message of \"{}\" has no \"content\"", key));
    }
    if (role == "system" && Trim(*content).empty()) {
      continue;
    }
    if (role != "user" && role != "assistant") {
      FailRecord(where, fmt::format("a message of \"{}\" has the role \"{}\"; it must be \"user\" "
                                    "or \"assistant\"",
                                    key, EscapeForTerminal(role)));
    }
    if (!turns.empty() && turns.back().role == role) {
      FailRecord(where, fmt::format("the messages of \"{}\" do not go by turns", key));
    }
    turns.push_back({role, *content});
  }
  return turns;
}

}  // namespace autoj

#include "dataset/messages.h"

#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "dataset/record.h"

namespace autoj {

using nlohmann::json;

namespace {

// A text, or the texts of parts.
std::string ParseContent(const json& message, const char* key, const std::string& where) {
  auto content = message.find("content");
  if (content == message.end() || !content->is_array()) {
    std::optional<std::string> text = FindText(message, "content", where);
    if (!text) {
      FailRecord(where, fmt::format("a message of \"{}\" has no \"content\"", key));
    }
    return *text;
  }
  std::string whole;
  for (const json& part : *content) {
    std::optional<std::string> text = part.is_object() && FindText(part, "type", where) == "text"
                                          ? FindText(part, "text", where)
                                          : std::nullopt;
    if (!text) {
      FailRecord(where, fmt::format("a message of \"{}\" has a part that is no text", key));
    }
    whole += *text;
  }
  return whole;
}

}  // namespace

Messages ParseMessages(const json& list, const char* key, const std::string& where) {
  if (!list.is_array() || list.empty()) {
    FailRecord(where, fmt::format("\"{}\" must be a list of at least one message", key));
  }
  Messages messages;
  std::vector<Turn>& turns = messages.turns;
  for (const json& message : list) {
    if (!message.is_object()) {
      FailRecord(where, fmt::format("a message of \"{}\" must be an object with \"role\" and "
                                    "\"content\", found {}",
                                    key, message.type_name()));
    }
    std::string role = FindText(message, "role", where).value_or("");
    std::string content = ParseContent(message, key, where);
    if (role == "system") {
      messages.has_system = messages.has_system || !Trim(content).empty();
      continue;
    }
    if (role != "user" && role != "assistant") {
      FailRecord(where, fmt::format("a message of \"{}\" has the role \"{}\"; it must be \"user\", "
                                    "\"assistant\" or \"system\"",
                                    key, EscapeForTerminal(role)));
    }
    if (!turns.empty() && turns.back().role == role) {
      FailRecord(where, fmt::format("the messages of \"{}\" do not go by turns", key));
    }
    turns.push_back({role, std::move(content)});
  }
  return messages;
}

}  // namespace autoj

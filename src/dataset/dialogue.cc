#include "dataset/dialogue.h"

#include <fmt/format.h>

#include "base/text.h"
#include "dataset/record.h"

namespace autoj {
namespace {

using nlohmann::json;

Turn ParseTurn(const json& turn, const std::string& where) {
  if (!turn.is_object()) {
    FailRecord(where, fmt::format("a turn of \"dialogue\" must be an object with \"role\" and "
                                  "\"content\", found {}",
                                  turn.type_name()));
  }
  for (const auto& entry : turn.items()) {
    const std::string& key = entry.key();
    if (key != "role" && key != "content" && key != "text") {
      FailRecord(where,
                 fmt::format("a turn of \"dialogue\" has the unknown key \"{}\"; it may have "
                             "\"role\" and \"content\"",
                             EscapeForTerminal(key)));
    }
  }
  std::optional<std::string> role = FindText(turn, "role", where);
  if (!role || (*role != "user" && *role != "assistant")) {
    FailRecord(where, "the \"role\" of a turn must be \"user\" or \"assistant\"");
  }
  std::optional<std::string> text = FindEither(turn, {"content", "text"}, where);
  if (!text) {
    FailRecord(where, "a turn of \"dialogue\" has no \"content\"");
  }
  return {*role, *text};
}

}  // namespace

std::vector<Turn> ParseDialogue(const json& list, const std::string& where) {
  if (!list.is_array() || list.empty()) {
    FailRecord(where, "\"dialogue\" must be a list of at least one turn");
  }
  std::vector<Turn> turns;
  for (const json& turn : list) {
    turns.push_back(ParseTurn(turn, where));
  }
  if (turns.back().role != "user") {
    FailRecord(where, "\"dialogue\" must end with a user's turn: the responses are answers to it");
  }
  return turns;
}

}  // namespace autoj

#include "dataset/arena_rows.h"

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "dataset/messages.h"
#include "dataset/record.h"

namespace autoj {
namespace {

using nlohmann::json;

Messages ParseConversation(const json& row, const char* key, const std::string& where) {
  auto field = row.find(key);
  if (field == row.end() || field->is_null()) {
    FailRecord(where, fmt::format("no \"{}\"", key));
  }
  Messages messages = ParseMessages(*field, key, where);
  if (messages.turns.size() < 2 || messages.turns.front().role != "user") {
    FailRecord(where, fmt::format("\"{}\" must begin with a user's message and an answer", key));
  }
  return messages;
}

// Nothing where there is no winner: a row without a label.
std::optional<std::string> ParseWinner(const json& row, const std::string& where) {
  static const std::map<std::string, std::string> labels = {
      {"model_a", "0"}, {"model_b", "1"}, {"tie", "2"}, {"tie (bothbad)", "2"}, {"both_bad", "2"}};
  std::optional<std::string> winner = FindText(row, "winner", where);
  if (!winner) {
    return std::nullopt;
  }
  auto found = labels.find(*winner);
  if (found == labels.end()) {
    FailRecord(where, fmt::format("\"winner\" must be model_a, model_b, tie, tie (bothbad) or "
                                  "both_bad, found \"{}\"",
                                  EscapeForTerminal(*winner)));
  }
  return found->second;
}

}  // namespace

Preference ReadArenaRow(const json& row, const std::string& where) {
  Messages of_a = ParseConversation(row, "conversation_a", where);
  Messages of_b = ParseConversation(row, "conversation_b", where);
  const std::vector<Turn>& a = of_a.turns;
  const std::vector<Turn>& b = of_b.turns;
  if (a.front().text != b.front().text) {
    FailRecord(where, "\"conversation_a\" and \"conversation_b\" begin with other questions");
  }
  Preference preference;
  Item& item = preference.item;
  item.line = where;
  item.query = a.front().text;
  item.responses = {a[1].text, b[1].text};
  item.scenario = FindScenarioName(row, where);
  item.label = ParseWinner(row, where);
  item.meta = OtherFields(
      row, {"id", "question_id", "conversation_a", "conversation_b", "winner", "scenario"}, where);
  preference.has_system = of_a.has_system || of_b.has_system;
  preference.turns = (std::max(a.size(), b.size()) + 1) / 2;
  preference.language = FindText(row, "language", where).value_or("");
  return preference;
}

}  // namespace autoj

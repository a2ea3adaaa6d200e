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

std::vector<Turn> ParseConversation(const json& row, const char* key, const std::string& where) {
  auto field = row.find(key);
  if (field == row.end() || field->is_null()) {
    FailRecord(where, fmt::format("no \"{}\"", key));
  }
  std::vector<Turn> turns = ParseMessages(*field, key, where);
  if (turns.size() < 2 || turns.front().role != "user") {
    FailRecord(where, fmt::format("\"{}\" must begin with a user's message and an answer", key));
  }
  return turns;
}

// Nothing where there is no winner: a row without a label.
std::optional<std::string> ParseWinner(const json& row, const std::string& where) {
  static const std::map<std::string, std::string> labels = {
      {"model_a", "0"}, {"model_b", "1"}, {"tie", "2"}, {"tie (bothbad)", "2"}};
  std::optional<std::string> winner = FindText(row, "winner", where);
  if (!winner) {
    return std::nullopt;
  }
  auto found = labels.find(*winner);
  if (found == labels.end()) {
    FailRecord(where, fmt::format("\"winner\" must be model_a, model_b, tie or tie (bothbad), "
                                  "found \"{}\"",
                                  EscapeForTerminal(*winner)));
  }
  return found->second;
}

}  // namespace

Preference ReadArenaRow(const json& row, const std::string& where) {
  std::vector<Turn> a = ParseConversation(row, "conversation_a", where);
  std::vector<Turn> b = ParseConversation(row, "conversation_b", where);
  if (a.front().text != b.front().text) {
    FailRecord(where, "\"conversation_a\" and \"conversation_b\" begin with other questions");
  }
  Preference preference;
  Item& item = preference.item;
  item.line = where;
  item.query = a.front().text;
  item.responses = {a[1].text, b[1].text};
  item.scenario = FindText(row, "scenario", where);
  item.label = ParseWinner(row, where);
  item.meta = OtherFields(
      row, {"id", "question_id", "conversation_a", "conversation_b", "winner", "scenario"}, where);
  preference.turns = (std::max(a.size(), b.size()) + 1) / 2;
  preference.language = FindText(row, "language", where).value_or("");
  return preference;
}

}  // namespace autoj

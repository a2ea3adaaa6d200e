#include "dataset/chosen_rows.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "dataset/messages.h"
#include "dataset/record.h"

namespace autoj {
namespace {

using nlohmann::json;

// A text as one message, or messages.
Messages ParseTextOrMessages(const json& row, const char* key, const char* role,
                             const std::string& where) {
  auto field = row.find(key);
  if (field == row.end() || field->is_null()) {
    return {};
  }
  if (field->is_array()) {
    return ParseMessages(*field, key, where);
  }
  return {{{role, *FindText(row, key, where)}}, false};
}

// The whole conversation that ends with an answer.
Messages ParseConversation(const json& row, const char* key, const std::string& where) {
  Messages answer = ParseTextOrMessages(row, key, "assistant", where);
  if (answer.turns.empty()) {
    FailRecord(where, fmt::format("no \"{}\"", key));
  }
  Messages whole;
  if (answer.turns.front().role == "assistant") {
    whole = ParseTextOrMessages(row, "prompt", "user", where);
  }
  whole.has_system = whole.has_system || answer.has_system;
  std::vector<Turn>& turns = whole.turns;
  turns.insert(turns.end(), std::make_move_iterator(answer.turns.begin()),
               std::make_move_iterator(answer.turns.end()));
  if (turns.front().role != "user" || turns.back().role != "assistant") {
    FailRecord(where, fmt::format("\"{}\" must follow a \"prompt\" or begin with a user's message, "
                                  "and end with an assistant's",
                                  key));
  }
  return whole;
}

bool IsUsers(const Turn& turn) { return turn.role == "user"; }

void CheckSameQuestion(const std::vector<Turn>& chosen, const std::vector<Turn>& rejected,
                       const std::string& where) {
  auto same = [](const Turn& a, const Turn& b) { return a.role == b.role && a.text == b.text; };
  if (chosen.size() != rejected.size() ||
      !std::equal(chosen.begin(), chosen.end() - 1, rejected.begin(), same)) {
    FailRecord(where, "\"chosen\" and \"rejected\" must differ in their last message alone");
  }
}

// Drawn from the texts: the same row always gives the same.
bool ChosenStandsFirst(const std::string& query, const std::string& chosen,
                       const std::string& rejected) {
  return Sha256Bytes(json({query, chosen, rejected}).dump())[0] % 2 == 0;
}

}  // namespace

Preference ReadChosenRow(const json& row, const std::string& where) {
  Messages of_chosen = ParseConversation(row, "chosen", where);
  Messages of_rejected = ParseConversation(row, "rejected", where);
  const std::vector<Turn>& chosen = of_chosen.turns;
  const std::vector<Turn>& rejected = of_rejected.turns;
  CheckSameQuestion(chosen, rejected, where);
  Preference preference;
  Item& item = preference.item;
  item.line = where;
  item.query = chosen.front().text;
  item.scenario = FindScenarioName(row, where);
  item.meta =
      OtherFields(row, {"id", "prompt", "chosen", "rejected", "messages", "scenario"}, where);
  preference.language = FindText(row, "language", where).value_or("");
  preference.has_system = of_chosen.has_system || of_rejected.has_system;
  preference.turns = static_cast<size_t>(std::count_if(chosen.begin(), chosen.end(), IsUsers));
  bool first = ChosenStandsFirst(item.query, chosen.back().text, rejected.back().text);
  item.responses = {chosen.back().text, rejected.back().text};
  if (!first) {
    std::swap(item.responses[0], item.responses[1]);
  }
  item.label = first ? "0" : "1";
  return preference;
}

}  // namespace autoj

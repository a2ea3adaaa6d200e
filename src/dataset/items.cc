#include "dataset/items.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "dataset/dialogue.h"
#include "dataset/id_book.h"
#include "dataset/read_rows.h"
#include "dataset/record.h"

namespace autoj {
namespace {

using nlohmann::json;

const std::vector<std::string_view>& KnownFields() {
  static const std::vector<std::string_view> names = {
      "id",         "query",      "prompt",     "dialogue",  "response", "response_1",
      "response 1", "response_2", "response 2", "responses", "language", "scenario",
      "reference",  "rubric",     "criteria",   "critiqued", "label"};
  return names;
}

std::vector<std::string> ParseResponseList(const json& list, const std::string& where) {
  if (!list.is_array() || list.empty()) {
    FailRecord(where, "\"responses\" must be a list of at least one string");
  }
  std::vector<std::string> responses;
  for (const json& response : list) {
    if (!response.is_string()) {
      FailRecord(where,
                 fmt::format("\"responses\" must hold strings, found {}", response.type_name()));
    }
    responses.push_back(response.get<std::string>());
  }
  return responses;
}

std::vector<std::string> ParseResponses(const json& record, const std::string& where) {
  std::optional<std::string> single = FindText(record, "response", where);
  std::optional<std::string> first = FindEither(record, {"response_1", "response 1"}, where);
  std::optional<std::string> second = FindEither(record, {"response_2", "response 2"}, where);
  bool list = record.contains("responses");
  if ((single ? 1 : 0) + (first || second ? 1 : 0) + (list ? 1 : 0) > 1) {
    FailRecord(where,
               "give one of \"response\", \"response_1\" with \"response_2\", or \"responses\"");
  }
  if (single) {
    return {*single};
  }
  if (list) {
    return ParseResponseList(record["responses"], where);
  }
  if (first && second) {
    return {*first, *second};
  }
  if (first || second) {
    FailRecord(where, fmt::format("\"response_{}\" is missing", first ? 2 : 1));
  }
  FailRecord(
      where,
      "no response: give \"response\", \"response_1\" with \"response_2\", or \"responses\"");
}

}  // namespace

void ReadQuestion(const json& record, const std::string& where, Item* item) {
  std::optional<std::string> query = FindEither(record, {"query", "prompt"}, where);
  auto dialogue = record.find("dialogue");
  bool has_dialogue = dialogue != record.end() && !dialogue->is_null();
  if (query && has_dialogue) {
    FailRecord(where, "both \"query\" and \"dialogue\" are given; keep one");
  }
  if (has_dialogue) {
    item->dialogue = ParseDialogue(*dialogue, where);
    item->query = item->dialogue.back().text;
    return;
  }
  if (!query) {
    FailRecord(where, "no \"query\" (or \"prompt\", or \"dialogue\")");
  }
  item->query = *query;
}

Item ItemFromJson(const json& record, const std::string& where) {
  Item item;
  item.line = where;
  ReadQuestion(record, where, &item);
  item.responses = ParseResponses(record, where);
  item.language = FindText(record, "language", where);
  if (item.language && *item.language != "en" && *item.language != "zh") {
    FailRecord(where, "\"language\" must be \"en\" or \"zh\"");
  }
  item.scenario = FindScenarioName(record, where);
  item.reference = FindText(record, "reference", where);
  item.rubric = FindText(record, "rubric", where);
  item.criteria = FindText(record, "criteria", where);
  item.critiqued = FindText(record, "critiqued", where);
  auto label = record.find("label");
  if (label != record.end() && !label->is_null()) {
    item.label = label->dump();
  }
  item.meta = OtherFields(record, KnownFields(), where);
  return item;
}

json ItemToJson(const Item& item) {
  json record = {{"responses", item.responses}, {"meta", json::parse(item.meta)}};
  if (item.dialogue.empty()) {
    record["query"] = item.query;
  } else {
    for (const Turn& turn : item.dialogue) {
      record["dialogue"].push_back({{"role", turn.role}, {"content", turn.text}});
    }
  }
  const std::pair<const char*, const std::optional<std::string>&> optional[] = {
      {"language", item.language}, {"scenario", item.scenario}, {"reference", item.reference},
      {"rubric", item.rubric},     {"criteria", item.criteria}, {"critiqued", item.critiqued}};
  for (const auto& [name, text] : optional) {
    if (text) {
      record[name] = *text;
    }
  }
  if (item.label) {
    record["label"] = json::parse(*item.label);
  }
  return record;
}

void ReadItems(const std::string& path, const ItemSink& sink, const SkipBad& skip) {
  IdBook ids;
  std::string name = InputName(path);
  auto parse = [&](const JsonLine& at, json&& record) {
    Item item = ItemFromJson(record, fmt::format("{}:{}", name, at.line));
    item.id = ids.Add(record, at, item.line);
    return item;
  };
  ReadRows(path, parse, sink, skip);
}

const char* OrderName(Order order) { return order == Order::kGiven ? "given" : "swapped"; }

}  // namespace autoj

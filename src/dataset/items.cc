#include "dataset/items.h"

#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/json_lines.h"
#include "base/text.h"

namespace autoj {
namespace {

using nlohmann::json;

[[noreturn]] void Fail(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::kInput, fmt::format("{}: {}", where, what));
}

std::optional<std::string> FindText(const json& record, const char* key, const std::string& where) {
  auto field = record.find(key);
  if (field == record.end() || field->is_null()) {
    return std::nullopt;
  }
  if (!field->is_string()) {
    Fail(where, fmt::format("\"{}\" must be a string, found {}", key, field->type_name()));
  }
  return field->get<std::string>();
}

// The value of the one spelling that is there; two spellings of one field contradict each other.
std::optional<std::string> FindEither(const json& record, std::pair<const char*, const char*> keys,
                                      const std::string& where) {
  std::optional<std::string> a = FindText(record, keys.first, where);
  std::optional<std::string> b = FindText(record, keys.second, where);
  if (a && b) {
    Fail(where, fmt::format("both \"{}\" and \"{}\" are given; keep one", keys.first, keys.second));
  }
  return a ? a : b;
}

std::vector<std::string> ParseResponseList(const json& list, const std::string& where) {
  if (!list.is_array() || list.empty()) {
    Fail(where, "\"responses\" must be a list of at least one string");
  }
  std::vector<std::string> responses;
  for (const json& response : list) {
    if (!response.is_string()) {
      Fail(where, fmt::format("\"responses\" must hold strings, found {}", response.type_name()));
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
    Fail(where, "give one of \"response\", \"response_1\" with \"response_2\", or \"responses\"");
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
    Fail(where, fmt::format("\"response_{}\" is missing", first ? 2 : 1));
  }
  Fail(where,
       "no response: give \"response\", \"response_1\" with \"response_2\", or \"responses\"");
}

Item ParseItem(const json& record, size_t position, const std::string& where) {
  Item item;
  item.line = where;
  item.id = RecordId(record, position, where);
  std::optional<std::string> query = FindEither(record, {"query", "prompt"}, where);
  if (!query) {
    Fail(where, "no \"query\" (or \"prompt\")");
  }
  item.query = *query;
  item.responses = ParseResponses(record, where);
  item.language = FindText(record, "language", where);
  if (item.language && *item.language != "en" && *item.language != "zh") {
    Fail(where, "\"language\" must be \"en\" or \"zh\"");
  }
  item.scenario = FindText(record, "scenario", where);
  item.reference = FindText(record, "reference", where);
  item.rubric = FindText(record, "rubric", where);
  return item;
}

}  // namespace

std::string RecordId(const json& record, size_t position, const std::string& where) {
  auto id = record.find("id");
  if (id == record.end() || id->is_null()) {
    return std::to_string(position);
  }
  if (id->is_string()) {
    return id->get<std::string>();
  }
  if (id->is_number_integer()) {
    return id->dump();
  }
  Fail(where, fmt::format("\"id\" must be a string or an integer, found {}", id->type_name()));
}

std::vector<Item> LoadItems(const std::string& path) {
  std::vector<Item> items;
  std::unordered_map<std::string, size_t> seen;
  std::string name = path == "-" ? "standard input" : EscapeForTerminal(path);
  ReadJsonLinesFile(path, [&](size_t line, json&& record) {
    Item item = ParseItem(record, items.size(), fmt::format("{}:{}", name, line));
    auto [earlier, fresh] = seen.emplace(item.id, line);
    if (!fresh) {
      Fail(item.line, fmt::format("id \"{}\" stands on line {} already", EscapeForTerminal(item.id),
                                  earlier->second));
    }
    items.push_back(std::move(item));
  });
  return items;
}

const char* OrderName(Order order) { return order == Order::kGiven ? "given" : "swapped"; }

}  // namespace autoj

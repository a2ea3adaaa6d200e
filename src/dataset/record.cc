#include "dataset/record.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {

using nlohmann::json;

std::optional<std::string> FindText(const json& record, const char* key, const std::string& where) {
  auto field = record.find(key);
  if (field == record.end() || field->is_null()) {
    return std::nullopt;
  }
  if (!field->is_string()) {
    FailRecord(where, fmt::format("\"{}\" must be a string, found {}", key, field->type_name()));
  }
  return field->get<std::string>();
}

std::optional<std::string> FindScenarioName(const json& record, const std::string& where) {
  std::optional<std::string> name = FindText(record, "scenario", where);
  return name && Trim(*name).empty() ? std::nullopt : name;
}

std::optional<std::string> FindEither(const json& record, std::pair<const char*, const char*> keys,
                                      const std::string& where) {
  std::optional<std::string> a = FindText(record, keys.first, where);
  std::optional<std::string> b = FindText(record, keys.second, where);
  if (a && b) {
    FailRecord(where,
               fmt::format("both \"{}\" and \"{}\" are given; keep one", keys.first, keys.second));
  }
  return a ? a : b;
}

std::string OtherFields(const json& record, const std::vector<std::string_view>& known,
                        const std::string& where) {
  json meta = json::object();
  auto given = record.find("meta");
  if (given != record.end() && !given->is_null()) {
    if (!given->is_object()) {
      FailRecord(where, fmt::format("\"meta\" must be an object, found {}", given->type_name()));
    }
    meta = *given;
  }
  for (const auto& [key, value] : record.items()) {
    if (key == "meta" || std::find(known.begin(), known.end(), key) != known.end()) {
      continue;
    }
    if (!meta.emplace(key, value).second) {
      FailRecord(where, fmt::format("\"{}\" stands both in the record and in its \"meta\"",
                                    EscapeForTerminal(key)));
    }
  }
  return meta.dump();
}

std::optional<std::string> FindTextAt(const json& record, const std::string& path) {
  const json* value = record.contains(path) ? &record[path] : &record;
  std::istringstream steps(value == &record ? path : "");
  for (std::string step; value != nullptr && std::getline(steps, step, '.');) {
    auto found = value->is_object() ? value->find(step) : value->end();
    value = value->is_object() && found != value->end() ? &*found : nullptr;
  }
  return value != nullptr && value->is_string() ? std::optional(value->get<std::string>())
                                                : std::nullopt;
}

std::optional<std::string> FindId(const json& record) {
  auto found = record.find("id");
  if (found == record.end() || found->is_null()) {
    return std::nullopt;
  }
  return found->is_string() ? found->get<std::string>() : found->dump();
}

void CheckSameId(const std::optional<std::string>& id, const std::string& where,
                 const std::string& data_id, const std::string& data_where) {
  if (id && *id != data_id) {
    FailRecord(where, fmt::format("id \"{}\" stands where {} has \"{}\": the file was made for "
                                  "other data, or in another order",
                                  EscapeForTerminal(*id), data_where, EscapeForTerminal(data_id)));
  }
}

void FailRecord(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::kInput, fmt::format("{}: {}", where, what));
}

}  // namespace autoj

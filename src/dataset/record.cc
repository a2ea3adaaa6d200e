#include "dataset/record.h"

#include <fmt/format.h>

#include "autoj/error.h"

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

void FailRecord(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::kInput, fmt::format("{}: {}", where, what));
}

}  // namespace autoj

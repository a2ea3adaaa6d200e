#include "dataset/item_field.h"

#include <fmt/format.h>

#include "base/or_null.h"
#include "base/text.h"
#include "dataset/record.h"

namespace autoj {

using nlohmann::json;

std::optional<json> FindField(const Item& item, const std::string& path) {
  json at = {{"meta", json::parse(item.meta)},
             {"label", item.label ? json::parse(*item.label) : json(nullptr)},
             {"scenario", OrNull(item.scenario)},
             {"language", OrNull(item.language)}};
  for (size_t begin = 0; begin <= path.size();) {
    size_t end = std::min(path.find('.', begin), path.size());
    auto found = at.find(path.substr(begin, end - begin));
    if (found == at.end() || found->is_null()) {
      return std::nullopt;
    }
    json inner = std::move(*found);
    at = std::move(inner);
    begin = end + 1;
  }
  return at;
}

std::string TextField(const Item& item, const std::string& path, const std::string& where) {
  std::optional<json> field = FindField(item, path);
  if (!field || !field->is_string() || field->get_ref<const std::string&>().empty()) {
    FailRecord(where, fmt::format("\"{}\" {}", EscapeForTerminal(path),
                                  !field ? "is missing" : "must be a text that is not empty"));
  }
  return field->get<std::string>();
}

}  // namespace autoj

#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include <nlohmann/json.hpp>

#include "autoj/item.h"
#include "base/json_lines.h"

namespace autoj {

/// Reads autoj's own records, JSON lines: {"id"?, "query"|"prompt"|"dialogue", "response" |
/// "response_1" and "response_2" (also with a space) | "responses": [..]} with optional language,
/// scenario, reference, rubric, criteria, label and meta; a dialogue is [{"role":
/// "user"|"assistant", "content"|"text"}] and ends with a user's turn. Fields of other names are
/// kept in Item::meta. Throws Error(kInput) with file:line for a missing or wrong-typed field and
/// for an id that stands there twice, a position that serves as an id included. `path` may be "-".
///
/// With `skip`, a line with an error is left out and told to it. The ids of the others stay what
/// they are. Throws Error(kInput) where no line is left.
std::vector<Item> LoadItems(const std::string& path, const SkipBad& skip = {});

/// An item as an object of that format, without its id; and back. `where` begins the messages.
nlohmann::json ItemToJson(const Item& item);
Item ItemFromJson(const nlohmann::json& record, const std::string& where);

/// The ids of one input, to find those that stand there twice.
class IdBook {
 public:
  /// The id of a record: its "id" (a string or an integer), else its position. Throws
  /// Error(kInput), beginning with `where`, for another type and for an id that is known already.
  std::string Add(const nlohmann::json& record, const JsonLine& at, const std::string& where);

 private:
  struct Entry {
    size_t line = 0;
    bool is_position = false;
  };
  std::unordered_map<std::string, Entry> seen_;
};

}  // namespace autoj

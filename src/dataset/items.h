#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "autoj/item.h"

namespace autoj {

/// Reads autoj's own records: {"id"?, "query"|"prompt", "response" | "response_1" and "response_2"
/// (also with a space) | "responses": [..]} with optional language, scenario, reference and rubric.
/// Throws Error(kInput) with file:line for a missing or wrong-typed field and for a duplicate id.
/// `path` may be "-".
std::vector<Item> LoadItems(const std::string& path);

/// The text of a record's id (strings and integers), or `position` where it has none. Throws
/// Error(kInput).
std::string RecordId(const nlohmann::json& record, size_t position, const std::string& where);

}  // namespace autoj

#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "autoj/item.h"
#include "base/json_lines.h"

namespace autoj {

/// Reads autoj's own records, JSON lines: {"id"?, "query"|"prompt"|"dialogue", "response" |
/// "response_1" and "response_2" (also with a space) | "responses": [..]} with optional language,
/// scenario, reference, rubric, criteria, critiqued, label and meta; a dialogue is [{"role":
/// "user"|"assistant", "content"|"text"}] and ends with a user's turn. Fields of other names are
/// kept in Item::meta. Throws Error(kInput) with file:line for a missing or wrong-typed field and
/// for an id that stands there twice, a position that serves as an id included. `path` may be "-".
///
/// Each item goes to `sink` as soon as it is read; what `sink` throws ends the reading. With
/// `skip`, a line with an error is left out and told to it; the ids of the others stay what they
/// are. Throws Error(kInput) where no line is left. Memory: one line, and 16 to 32 bytes an id.
void ReadItems(const std::string& path, const ItemSink& sink, const SkipBad& skip = {});

/// Reads what an item asks ("query", "prompt" or "dialogue") into its query and dialogue.
void ReadQuestion(const nlohmann::json& record, const std::string& where, Item* item);

/// An item as an object of that format, without its id; and back. `where` begins the messages.
nlohmann::json ItemToJson(const Item& item);
Item ItemFromJson(const nlohmann::json& record, const std::string& where);

}  // namespace autoj

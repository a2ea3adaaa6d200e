#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace autoj {

/// A text of a record, or nothing where it is absent or null. Throws Error(kInput), beginning with
/// `where` ("file:line"), for a value of another type.
std::optional<std::string> FindText(const nlohmann::json& record, const char* key,
                                    const std::string& where);

/// The record's "scenario"; an empty one is none.
std::optional<std::string> FindScenarioName(const nlohmann::json& record, const std::string& where);

/// The text under the one of two spellings that is there. Throws Error(kInput) where both are.
std::optional<std::string> FindEither(const nlohmann::json& record,
                                      std::pair<const char*, const char*> keys,
                                      const std::string& where);

/// Whatever a record has besides its `known` fields, "meta" itself opened, as the text of a JSON
/// object. Throws Error(kInput) where "meta" is no object, or a name stands in both.
std::string OtherFields(const nlohmann::json& record, const std::vector<std::string_view>& known,
                        const std::string& where);

/// The text at a dotted path ("critiques.autoj"); a key that itself holds dots wins. Nothing where
/// there is none.
std::optional<std::string> FindTextAt(const nlohmann::json& record, const std::string& path);

/// The id of a line that stands beside another file's, as text; nothing where it has none or null.
std::optional<std::string> FindId(const nlohmann::json& record);

/// Throws Error(kInput) where an id that is given is not the one at its place in the data
/// (`data_where`: "file:line", or the data in words).
void CheckSameId(const std::optional<std::string>& id, const std::string& where,
                 const std::string& data_id, const std::string& data_where);

/// Throws Error(kInput) "where: what".
[[noreturn]] void FailRecord(const std::string& where, const std::string& what);

}  // namespace autoj

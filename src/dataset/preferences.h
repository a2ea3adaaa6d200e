#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "autoj/item.h"
#include "base/json_lines.h"

namespace autoj {

/// What people said about responses to a query.
struct Preference {
  Item item;                ///< First turns. Its label is 0, 1, 2 or missing.
  size_t turns = 1;         ///< Of the user in the whole conversation, to which the label belongs.
  bool has_system = false;  ///< A system message says how to answer: no prompt of a judge shows it.
  std::string language;     ///< What the row itself calls its language ("English"); may be empty.
};

using PreferenceSink = std::function<void(Preference preference)>;

/// How rows of preferences are written.
enum class PreferenceFormat {
  kItems,   ///< autoj's own records (dataset/items.h), a pair's label among them.
  kChosen,  ///< Hugging Face's: prompt, chosen, rejected (dataset/chosen_rows.h).
  kArena,   ///< Chatbot Arena's conversations (dataset/arena_rows.h).
};

/// "items", "chosen" and "arena".
const std::vector<std::string>& PreferenceFormatNames();

/// Throws Error(kUsage) for another word.
PreferenceFormat ParsePreferenceFormat(const std::string& name);

/// The format by the fields that a row has.
PreferenceFormat FindPreferenceFormat(const nlohmann::json& row);

/// Reads preferences, JSON lines of one format: the first row's where none is given. Throws
/// Error(kInput) with file:line for a row that is none of that format, for an id that stands there
/// twice, and as ReadJsonLines does; with `skip`, such a line is told to it and left out. What
/// `sink` throws ends the reading. Memory: one line, and 16 to 32 bytes an id.
void ReadPreferences(const std::string& path, std::optional<PreferenceFormat> format,
                     const PreferenceSink& sink, const SkipBad& skip = {});

}  // namespace autoj

#include "dataset/preferences.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/text.h"
#include "dataset/arena_rows.h"
#include "dataset/chosen_rows.h"
#include "dataset/id_book.h"
#include "dataset/items.h"
#include "dataset/label.h"
#include "dataset/read_rows.h"
#include "dataset/record.h"

namespace autoj {
namespace {

using nlohmann::json;

Preference ReadItemRow(const json& row, const std::string& where) {
  Preference preference;
  preference.item = ItemFromJson(row, where);
  Item& item = preference.item;
  if (item.label) {
    item.label = std::to_string(LabelNumber(ParseLabel(*item.label, where)));
  }
  auto is_user = [](const Turn& turn) { return turn.role == "user"; };
  auto users = std::count_if(item.dialogue.begin(), item.dialogue.end(), is_user);
  preference.turns = std::max<size_t>(1, static_cast<size_t>(users));
  preference.language = item.language.value_or("");
  return preference;
}

Preference ReadRow(PreferenceFormat format, const json& row, const std::string& where) {
  PreferenceFormat looks_like = FindPreferenceFormat(row);
  if (looks_like != format) {
    auto name = [](PreferenceFormat one) {
      return PreferenceFormatNames().at(static_cast<size_t>(one));
    };
    FailRecord(where, fmt::format("this row looks like the format \"{}\", and the file is read as "
                                  "\"{}\"; a file holds rows of one format",
                                  name(looks_like), name(format)));
  }
  switch (format) {
    case PreferenceFormat::kChosen:
      return ReadChosenRow(row, where);
    case PreferenceFormat::kArena:
      return ReadArenaRow(row, where);
    case PreferenceFormat::kItems:
      break;
  }
  return ReadItemRow(row, where);
}

}  // namespace

const std::vector<std::string>& PreferenceFormatNames() {
  static const std::vector<std::string> names = {"items", "chosen", "arena"};
  return names;
}

PreferenceFormat ParsePreferenceFormat(const std::string& name) {
  const std::vector<std::string>& names = PreferenceFormatNames();
  auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    throw Error(ErrorKind::kUsage,
                fmt::format("unknown format \"{}\"{}", EscapeForTerminal(name),
                            DidYouMean(name, names, "; known: items, chosen, arena")));
  }
  return static_cast<PreferenceFormat>(found - names.begin());
}

PreferenceFormat FindPreferenceFormat(const json& row) {
  if (row.contains("conversation_a") || row.contains("conversation_b")) {
    return PreferenceFormat::kArena;
  }
  return row.contains("chosen") || row.contains("rejected") ? PreferenceFormat::kChosen
                                                            : PreferenceFormat::kItems;
}

void ReadPreferences(const std::string& path, std::optional<PreferenceFormat> format,
                     const PreferenceSink& sink, const SkipBad& skip) {
  IdBook ids;
  std::string name = InputName(path);
  auto parse = [&](const JsonLine& at, json&& row) {
    std::string where = fmt::format("{}:{}", name, at.line);
    format = format.value_or(FindPreferenceFormat(row));
    if (*format == PreferenceFormat::kArena && !row.contains("id") && row.contains("question_id")) {
      row["id"] = row["question_id"];
    }
    Preference preference = ReadRow(*format, row, where);
    preference.item.id = ids.Add(row, at, where);
    return preference;
  };
  ReadRows(path, parse, sink, skip);
}

}  // namespace autoj

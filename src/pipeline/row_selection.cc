#include "pipeline/row_selection.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "base/text.h"
#include "pipeline/row_source.h"

namespace autoj {
namespace {

using nlohmann::json;

constexpr double kNearlySame = 0.8;

size_t CountChars(const Item& item) {
  size_t chars = CountCharacters(item.query);
  for (const std::string& response : item.responses) {
    chars += CountCharacters(response);
  }
  return chars;
}

std::string HashTexts(const Item& item) {
  return Sha256(json({item.query, item.responses}).dump());
}

Fingerprint FingerprintOf(const Item& item) {
  std::vector<std::string_view> texts = {item.query};
  texts.insert(texts.end(), item.responses.begin(), item.responses.end());
  return MakeFingerprint(texts);
}

// "en", "zh", or what else the row calls its language.
std::string LanguageOf(const Preference& row) {
  std::string said = LowerAscii(row.language);
  if (said.empty()) {
    return DetectLanguage(row.item.query);
  }
  return said == "english" ? "en" : said == "chinese" ? "zh" : said;
}

// A pair gives one of its responses, drawn from its texts: neither place is preferred.
void KeepOneResponse(Item* item) {
  if (item->responses.size() == 2) {
    size_t drawn = Sha256Bytes(HashTexts(*item))[0] % 2;
    item->responses = {item->responses[drawn]};
  }
  item->label.reset();
}

}  // namespace

RowSelection::RowSelection(const RowSelectionOptions& options, const ScenarioSet& scenarios,
                           Classifier& classifier, const TestPrompts& tests, DroppedRows& dropped)
    : options_(options),
      scenarios_(scenarios),
      classifier_(classifier),
      tests_(tests),
      dropped_(dropped),
      alike_(kNearlySame) {}

void RowSelection::Offer(Preference row) {
  size_t position = offered_++;
  if (!IsWanted(row)) {
    return;
  }
  Item& item = row.item;
  item.language = LanguageOf(row) == "zh" ? "zh" : "en";
  if (!options_.pairwise) {
    KeepOneResponse(&item);
  }
  if (!CanBeSwapped(item) || IsTested(item) || !FindScenario(&item)) {
    return;
  }
  KeepSource(options_.source, &item);
  Choose(position, std::move(item));
}

bool RowSelection::IsWanted(const Preference& row) {
  const Item& item = row.item;
  auto drop = [&](DropReason reason, const std::string& detail = "") {
    dropped_.Add(item, reason, detail);
    return false;
  };
  size_t count = item.responses.size();
  if (options_.pairwise ? count != 2 : count > 2) {
    return drop(DropReason::kNoPair, fmt::format("{} response(s)", count));
  }
  if (options_.pairwise && !item.label) {
    return drop(DropReason::kNoLabel);
  }
  if (row.turns > 1) {
    return drop(DropReason::kMultiTurn, fmt::format("{} turns", row.turns));
  }
  if (row.has_system) {
    return drop(DropReason::kSystemMessage);
  }
  if (Trim(item.query).empty()) {
    return drop(DropReason::kEmptyQuery);
  }
  auto is_empty = [](const std::string& text) { return Trim(text).empty(); };
  if (std::any_of(item.responses.begin(), item.responses.end(), is_empty)) {
    return drop(DropReason::kEmptyResponse);
  }
  size_t chars = CountChars(item);
  if (options_.max_chars > 0 && chars > options_.max_chars) {
    return drop(DropReason::kTooManyChars, fmt::format("{} characters", chars));
  }
  std::string language = LanguageOf(row);
  bool is_known = language == "en" || language == "zh";
  if (options_.language == "any" ? !is_known : language != options_.language) {
    return drop(DropReason::kLanguage, language);
  }
  return true;
}

// A pair is trained on in both orders: asking about one that cannot be swapped would be in vain.
bool RowSelection::CanBeSwapped(const Item& item) {
  std::string usrmsg =
      options_.pairwise ? FillUserMessage(messages_.Pairwise(*item.language), item) : "";
  if (options_.pairwise && messages_.Read(usrmsg)->is_ambiguous) {
    dropped_.Add(item, DropReason::kAmbiguous, "a text holds what stands between the fields");
    return false;
  }
  return true;
}

bool RowSelection::IsTested(const Item& item) {
  std::optional<std::string> place = tests_.Find(item.query);
  if (place) {
    dropped_.Add(item, DropReason::kContaminated, "like " + *place);
  }
  return place.has_value();
}

bool RowSelection::FindScenario(Item* item) {
  if (item->scenario) {
    const ScenarioCriteria* known = scenarios_.Find(*item->scenario);
    if (known == nullptr) {
      dropped_.Add(*item, DropReason::kUnknownScenario, EscapeForTerminal(*item->scenario));
      return false;
    }
    item->scenario = known->name;
    return true;
  }
  ScenarioGuess guess = classifier_.Classify(item->query).front();
  const ScenarioCriteria* known = scenarios_.Find(guess.scenario);
  if (known == nullptr || guess.probability < classifier_.UnsureBelow()) {
    dropped_.Add(*item, DropReason::kUnsureScenario,
                 fmt::format("{} with a probability of {:.2f}", guess.scenario, guess.probability));
    return false;
  }
  item->scenario = known->name;
  return true;
}

// Only what is chosen is remembered: a row that is dropped does not drop the one that is like it.
void RowSelection::Choose(size_t position, Item item) {
  std::string hash = HashTexts(item);
  if (hashes_.count(hash) > 0) {
    dropped_.Add(item, DropReason::kDuplicate);
    return;
  }
  Fingerprint fingerprint = FingerprintOf(item);
  if (std::optional<size_t> other = alike_.Find(fingerprint)) {
    dropped_.Add(item, DropReason::kNearDuplicate, "like " + alike_lines_[*other]);
    return;
  }
  hashes_.insert(hash);
  alike_lines_.push_back(item.line);
  std::map<std::string, Chosen>& of_scenario = chosen_[*item.scenario];
  of_scenario[hash] = {position, alike_.Add(fingerprint), std::move(item)};
  KeepCap(&of_scenario);
}

void RowSelection::KeepCap(std::map<std::string, Chosen>* of_scenario) {
  if (options_.per_scenario == 0 || of_scenario->size() <= options_.per_scenario) {
    return;
  }
  auto last = std::prev(of_scenario->end());
  const Item& item = last->second.item;
  dropped_.Add(item, DropReason::kOverCap, *item.scenario);
  hashes_.erase(last->first);
  alike_.Remove(last->second.alike);
  of_scenario->erase(last);
}

std::vector<Item> RowSelection::Take() {
  std::vector<Chosen> all;
  for (auto& of_scenario : chosen_) {
    for (auto& entry : of_scenario.second) {
      all.push_back(std::move(entry.second));
    }
  }
  chosen_.clear();
  auto before = [](const Chosen& a, const Chosen& b) { return a.position < b.position; };
  std::sort(all.begin(), all.end(), before);
  std::vector<Item> items;
  items.reserve(all.size());
  for (Chosen& chosen : all) {
    items.push_back(std::move(chosen.item));
  }
  return items;
}

}  // namespace autoj

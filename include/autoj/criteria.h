#pragma once

#include <optional>
#include <string>
#include <vector>

namespace autoj {

/// How the criteria that a judge is shown with an item were found.
enum class CriteriaSource {
  kItem,        ///< By its own scenario, or they stand in the item.
  kClassified,  ///< By the scenario that its query was classified as.
  kUnsure,      ///< The likeliest scenarios have them in common; none of these was sure.
  kFlag,        ///< They were asked for, for all items.
};

/// "item", "classified", "unsure" or "flag", as records spell it.
const char* CriteriaSourceName(CriteriaSource source);

/// The criteria that a judge was shown with an item.
struct CriteriaShown {
  CriteriaSource source = CriteriaSource::kItem;
  std::optional<std::string> scenario;  ///< Where unsure, the likeliest.
  std::optional<std::string> group;     ///< One of the eight; nothing where that is not sure.
  std::optional<double> probability;    ///< Of the scenario, where a classifier named it.
  std::vector<std::string> names;       ///< In English, as their file has them.
  std::string hash;    ///< SHA-256 of the text that was shown, in hex; empty: there was none.
  std::string reason;  ///< What is to be said about it; may be empty.
};

}  // namespace autoj

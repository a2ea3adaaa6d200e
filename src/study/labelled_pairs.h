#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "autoj/item.h"
#include "metrics/judged_pair.h"

namespace autoj {

/// Pairs with human labels, in the order of their input: what judges are held against. Memory: some
/// hundred bytes a pair; their texts are not kept.
struct LabelledPairs {
  std::string source;                              ///< The file or the run, safe for a terminal.
  std::vector<JudgedPair> pairs;                   ///< Without verdicts.
  std::vector<std::string> contents;               ///< Of each a hash of its texts.
  std::unordered_map<std::string, size_t> places;  ///< By id.
};

/// Of a file of items (dataset/items.h). Their labels are 0, 1 or 2, or "first", "second" or "tie".
/// Throws Error(kInput) with file:line where one is no pair or has no such label.
LabelledPairs ReadLabelledPairs(const std::string& path);

/// Of the items of a run that are judged. Throws Error(kInput), naming the item, as above, and
/// where none is judged.
LabelledPairs LabelledPairsOfRun(const std::string& folder);

/// A hash of what a judge is shown of an item.
std::string HashContent(const Item& item);

}  // namespace autoj

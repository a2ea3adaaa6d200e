#pragma once

#include <string>

#include "autoj/item.h"

namespace autoj {

/// The data set that an item is from: "source_dataset", "source" or "dataset" of its meta,
/// whichever is there first as a text; else "".
std::string SourceOf(const Item& item);

/// Keeps `source` as an item's where SourceOf gives "".
void KeepSource(const std::string& source, Item* item);

}  // namespace autoj

#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "autoj/item.h"

namespace autoj {

/// What an item has under a path of names with dots between: "meta.quality", "label", "scenario",
/// "language". Nothing where it is absent or null.
std::optional<nlohmann::json> FindField(const Item& item, const std::string& path);

/// The same as a text. Throws Error(kInput), beginning with `where`, where it is absent, empty or
/// of another type.
std::string TextField(const Item& item, const std::string& path, const std::string& where);

}  // namespace autoj

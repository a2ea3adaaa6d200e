#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "autoj/item.h"

namespace autoj {

/// The turns of a list [{"role": "user"|"assistant", "content"|"text": ".."}], the last of them a
/// user's. Throws Error(kInput), beginning with `where`, for anything else, unknown keys included.
std::vector<Turn> ParseDialogue(const nlohmann::json& list, const std::string& where);

}  // namespace autoj

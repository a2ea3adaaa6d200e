#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "autoj/item.h"

namespace autoj {

/// The messages of the list [{"role": "user"|"assistant", "content": ".."}] under `key`, by turns;
/// other keys of a message are passed over. Throws Error(kInput), beginning with `where`, for
/// anything else, and for a system message that says something: no prompt of a judge shows it.
std::vector<Turn> ParseMessages(const nlohmann::json& list, const char* key,
                                const std::string& where);

}  // namespace autoj

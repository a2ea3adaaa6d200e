#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "dataset/preferences.h"

namespace autoj {

/// Reads a row of Hugging Face's preference data: "chosen" and "rejected" are answers to "prompt",
/// or whole conversations [{"role", "content"}] that begin with it; "prompt" may be messages as
/// well. Which of the two becomes the first response is drawn from their texts, so that no place is
/// always the better one. Throws Error(kInput), beginning with `where`, where a field is missing or
/// of another type, or the two differ before their last message.
Preference ReadChosenRow(const nlohmann::json& row, const std::string& where);

}  // namespace autoj

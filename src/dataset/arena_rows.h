#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "dataset/preferences.h"

namespace autoj {

/// Reads a conversation of Chatbot Arena: "conversation_a" and "conversation_b" [{"role",
/// "content"}], "winner" (model_a, model_b, tie, tie (bothbad) or both_bad), and perhaps "language"
/// and "question_id". Throws Error(kInput), beginning with `where`, where one is missing or of
/// another type, or the two do not begin with the same question.
Preference ReadArenaRow(const nlohmann::json& row, const std::string& where);

}  // namespace autoj

#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "autoj/item.h"

namespace autoj {

/// A conversation.
struct Messages {
  std::vector<Turn> turns;  ///< By turns: the user's and the assistant's.
  bool has_system = false;  ///< A system message says something: no prompt of a judge shows it.
};

/// The messages of the list [{"role": "user"|"assistant"|"system", "content": ".."}] under `key`;
/// the content may also be a list of parts {"type": "text", "text"}. Other keys are passed over.
/// Throws Error(kInput), beginning with `where`, for anything else.
Messages ParseMessages(const nlohmann::json& list, const char* key, const std::string& where);

}  // namespace autoj

#pragma once

#include <string>
#include <vector>

#include "autoj/engine.h"

namespace autoj {

/// One message of a chat, as servers take it.
struct ChatMessage {
  std::string role;  ///< "system", "user" or "assistant".
  std::string content;
};

/// A frame for servers that put a chat into their model's template themselves: its pieces only
/// name the role of what follows.
ChatFrame RoleFrame(bool with_system);

/// The messages of a prompt that was put into RoleFrame; an answer that is begun is the last one,
/// the assistant's. Throws Error(kInternal) for another prompt.
std::vector<ChatMessage> MessagesOf(const Prompt& prompt);

}  // namespace autoj

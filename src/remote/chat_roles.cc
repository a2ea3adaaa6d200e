#include "remote/chat_roles.h"

#include "autoj/error.h"

namespace autoj {
namespace {

constexpr const char* kSystem = "<system>\n";
constexpr const char* kUser = "\n<user>\n";
constexpr const char* kAssistant = "\n<assistant>\n";

std::string RoleOf(const std::string& frame) {
  return frame == kSystem ? "system"
         : frame == kUser ? "user"
         : frame == kAssistant
             ? "assistant"
             : throw Error(ErrorKind::kInternal, "a prompt in the frame of another engine");
}

}  // namespace

ChatFrame RoleFrame(bool with_system) {
  return with_system ? ChatFrame{kSystem, kUser, kAssistant} : ChatFrame{kUser, "", kAssistant};
}

std::vector<ChatMessage> MessagesOf(const Prompt& prompt) {
  std::vector<ChatMessage> messages;
  for (const PromptPiece& piece : prompt.pieces) {
    if (piece.frame) {
      messages.push_back({RoleOf(piece.text), ""});
    } else if (messages.empty()) {
      messages.push_back({"user", piece.text});  // the wrapper "none": no roles at all
    } else {
      messages.back().content += piece.text;
    }
  }
  bool is_open =
      !messages.empty() && messages.back().role == "assistant" && messages.back().content.empty();
  if (is_open) {
    messages.pop_back();
  }
  return messages;
}

}  // namespace autoj

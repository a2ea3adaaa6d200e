#include "autoj/engine.h"

#include <string_view>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {

std::string Prompt::Text() const {
  std::string text;
  for (const PromptPiece& piece : pieces) {
    text += piece.text;
  }
  return text;
}

const char* FinishName(Finish finish) {
  switch (finish) {
    case Finish::kStop:
      return "stop";
    case Finish::kLength:
      return "length";
    case Finish::kTooLong:
    case Finish::kRefused:
    case Finish::kError:
      break;
  }
  return "error";
}

std::optional<ChatFrame> SplitChat(const std::string& rendered, const std::string& system_mark,
                                   const std::string& user_mark) {
  size_t system = system_mark.empty() ? 0 : rendered.find(system_mark);
  size_t user = rendered.find(user_mark);
  if (user == std::string::npos || system == std::string::npos || system > user) {
    return std::nullopt;
  }
  std::string after = rendered.substr(user + user_mark.size());
  if (system_mark.empty()) {
    return ChatFrame{rendered.substr(0, user), "", after};
  }
  size_t behind = system + system_mark.size();
  return ChatFrame{rendered.substr(0, system), rendered.substr(behind, user - behind), after};
}

bool IsAutojModel(const std::string& name) {
  std::string_view path = name;
  path = path.substr(0, path.find_last_not_of('/') + 1);
  std::string lower = LowerAscii(path.substr(path.rfind('/') + 1));
  return lower.find("autoj") != std::string::npos || lower.find("auto-j") != std::string::npos;
}

std::vector<TokenStates> Engine::HiddenStates(const Prompt&, const std::vector<int>&) {
  throw Error(ErrorKind::kModel, "this engine gives no hidden states; use a local model");
}

std::optional<std::string> Engine::Shorten(const std::string&, const TokenCut&) {
  return std::nullopt;
}

}  // namespace autoj

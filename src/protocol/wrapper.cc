#include "protocol/wrapper.h"

#include <initializer_list>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "protocol/protocol.h"

namespace autoj {
namespace {

// One plain piece: Auto-J was trained on these words as plain text, and cutting the text where the
// wrapper ends could cut a token in two.
std::string AutojText(const Message& message) {
  std::string system = message.system ? "<<SYS>>\n" + *message.system + "\n<</SYS>>\n\n" : "";
  return "[INST] " + system + message.user + " [/INST]";
}

std::string PlainText(const Message& message) {
  return message.system ? *message.system + "\n\n" + message.user : message.user;
}

void Add(std::string_view text, bool is_frame, Prompt* prompt) {
  if (!text.empty()) {
    prompt->pieces.push_back({std::string(text), is_frame});
  }
}

void AddChat(const ChatFrame& frame, const Message& message, Prompt* prompt) {
  if (message.system && frame.between.empty()) {
    throw Error(ErrorKind::kInternal, "a chat frame without a place for the system message");
  }
  Add(frame.before, true, prompt);
  if (message.system) {
    Add(*message.system, false, prompt);
    Add(frame.between, true, prompt);
  }
  Add(message.user, false, prompt);
  Add(frame.after, true, prompt);
}

}  // namespace

const char* WrapperName(Wrapper wrapper) {
  switch (wrapper) {
    case Wrapper::kAutoj:
      return "autoj";
    case Wrapper::kChat:
      return "chat";
    case Wrapper::kNone:
      break;
  }
  return "none";
}

Wrapper ParseWrapper(const std::string& name) {
  for (Wrapper wrapper : {Wrapper::kAutoj, Wrapper::kChat, Wrapper::kNone}) {
    if (name == WrapperName(wrapper)) {
      return wrapper;
    }
  }
  throw Error(ErrorKind::kUsage, fmt::format("\"{}\" is no wrapper; known: autoj, chat, none",
                                             EscapeForTerminal(name)));
}

Prompt WrapMessage(Wrapper wrapper, const ChatFrame& frame, const Message& message,
                   std::string_view answer) {
  Prompt prompt;
  switch (wrapper) {
    case Wrapper::kAutoj:
      Add(AutojText(message), false, &prompt);
      break;
    case Wrapper::kChat:
      AddChat(frame, message, &prompt);
      break;
    case Wrapper::kNone:
      Add(PlainText(message), false, &prompt);
      break;
  }
  Add(answer, false, &prompt);
  return prompt;
}

}  // namespace autoj

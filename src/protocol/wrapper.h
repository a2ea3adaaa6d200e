#pragma once

#include <string>
#include <string_view>

#include "autoj/engine.h"

namespace autoj {

struct Message;

/// What goes around a message before it reaches the model.
enum class Wrapper {
  kAutoj,  ///< "[INST] ... [/INST]", as Auto-J was trained; no literal <s> (the tokenizer adds
           ///< BOS). A system message: "<<SYS>>\n...\n<</SYS>>\n\n" before the user's.
  kChat,   ///< The model's own chat template.
  kNone,   ///< Nothing; a system message stands before the user's with an empty line between.
};

/// "autoj", "chat" or "none".
const char* WrapperName(Wrapper wrapper);

/// Throws Error(kUsage) for another word.
Wrapper ParseWrapper(const std::string& name);

/// Everything that goes to the model. Of `frame` only kChat makes use, and only its own pieces are
/// marked as frame; the other wrappers and the message are one plain piece. `answer` begins the
/// model's answer, as a piece of its own right behind; may be empty. Throws Error(kInternal) for a
/// system message and a frame without a place for it.
Prompt WrapMessage(Wrapper wrapper, const ChatFrame& frame, const Message& message,
                   std::string_view answer);

}  // namespace autoj

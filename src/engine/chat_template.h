#pragma once

#include <string>

#include "autoj/engine.h"

namespace autoj {

/// A model's chat template, as GGUF files hold it (Jinja), and the texts of its BOS and EOS.
struct ChatTemplate {
  std::string source;
  std::string bos;
  std::string eos;
};

/// What the template puts around a system message and one user message, the assistant's turn begun
/// behind them: what its author wants said where a chat has no system message is part of it.
/// Throws Error(kModel), beginning with `name` and naming the way out, for a template that is
/// broken, refuses such a chat, or leaves a message out.
ChatFrame ApplyTemplate(const ChatTemplate& chat, bool with_system, const std::string& name);

}  // namespace autoj

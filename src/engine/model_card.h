#pragma once

#include <optional>
#include <string>

#include "autoj/engine.h"

namespace autoj {

/// What has to be known of a model file before it is loaded. Found out once: hashing and reading a
/// vocabulary take longer than a finished run may.
struct ModelCard {
  std::string name;      ///< general.name, or the file's name without its ending.
  std::string identity;  ///< "sha256:..." of the file.
  /// What the chat template makes of messages, or why it cannot.
  struct Chat {
    ChatFrame frame;
    std::string error;  ///< Empty where there is a frame.
  };
  Chat chat;  ///< Without a system message.
  Chat chat_with_system;
};

/// The card of a GGUF file, from CACHE/model-cards.json where path, size, times and inode are as
/// they were, else made and kept there (a cache that cannot be written is no error).
/// Throws Error(kModel) where the file cannot be used.
ModelCard LoadModelCard(const std::string& path);

}  // namespace autoj

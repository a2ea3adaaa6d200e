#pragma once

#include <optional>
#include <string>

namespace autoj {

/// The path of the default model (SmolLM2-135M-Instruct): in $AUTOJ_MODELS, else in the cache
/// ($XDG_CACHE_HOME/autoj/models, ~/.cache/autoj/models), else beside the program; nothing where it
/// is in none of them.
std::optional<std::string> FindDefaultModel();

/// The file of a `--model` word: a .gguf file as it is; "" or "default": the default model.
/// Throws Error(kModel) with the way out: the default is not here, a hub name, a folder, a URL.
std::string ResolveModel(const std::string& word);

}  // namespace autoj

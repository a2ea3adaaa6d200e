#pragma once

#include <optional>
#include <string>

namespace autoj {

/// The path of the default model (SmolLM2-135M-Instruct): in $AUTOJ_MODELS, else in the cache
/// ($XDG_CACHE_HOME/autoj/models, ~/.cache/autoj/models); nothing where it is in neither.
std::optional<std::string> FindDefaultModel();

}  // namespace autoj

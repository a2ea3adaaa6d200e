#pragma once

#include <string>

#include "pipeline/training_stats.h"

namespace autoj {

/// Counts by a local model's vocabulary ("default", or a .gguf file); an empty one where `model` is
/// "". Throws as ResolveModel does.
TokenCounter MakeTokenCounter(const std::string& model);

}  // namespace autoj

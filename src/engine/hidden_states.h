#pragma once

#include <cstdint>
#include <vector>

#include "autoj/engine.h"

struct llama_model;

namespace autoj {

/// The outputs of transformer layers (from 0) for each of `tokens`, in the order of `layers`.
/// Throws Error(kModel) for a layer or a number of tokens that the model does not have.
std::vector<TokenStates> ComputeHiddenStates(llama_model* model, const std::vector<int32_t>& tokens,
                                             const std::vector<int>& layers, int threads);

}  // namespace autoj

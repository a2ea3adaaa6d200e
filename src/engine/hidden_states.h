#pragma once

#include <cstdint>
#include <vector>

struct llama_model;

namespace autoj {

/// The output of transformer layer `layer` (from 0) for each of `tokens`: tokens x width.
/// Throws Error(kModel) for a layer or a number of tokens that the model does not have.
std::vector<std::vector<float>> ComputeHiddenStates(llama_model* model,
                                                    const std::vector<int32_t>& tokens, int layer,
                                                    int threads);

}  // namespace autoj

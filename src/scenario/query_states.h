#pragma once

#include <string>
#include <vector>

#include <Eigen/Core>

#include "autoj/engine.h"

namespace autoj {

/// What a model makes of a query: it reads the query as a request whose type it is to name, cut to
/// its first 150 and last 50 tokens, and of each of `layers` the mean direction of the tokens'
/// outputs and that of the last token are taken, each with length 1. Throws Error(kModel) where the
/// engine gives no states.
Eigen::VectorXf ReadQueryStates(Engine& engine, const std::string& query,
                                const std::vector<int>& layers);

}  // namespace autoj

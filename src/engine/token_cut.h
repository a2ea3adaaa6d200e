#pragma once

#include <string>
#include <vector>

#include "autoj/engine.h"

namespace autoj {

/// A text, given as the bytes of its tokens, cut in its middle as Engine::Shorten says.
std::string CutMiddle(const std::vector<std::string>& tokens, const TokenCut& cut);

}  // namespace autoj

#pragma once

#include <string>

#include "protocol/protocol.h"

namespace autoj {

/// How a baseline ("baseline:longer") is shown a pair, as a protocol: its prompt, which nobody
/// reads, holds all that it decides by, so that a changed pair is known from its prompt's hash.
Protocol BaselineProtocol(const std::string& baseline, const std::string& language);

}  // namespace autoj

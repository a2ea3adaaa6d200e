#pragma once

#include <string>

namespace autoj {

/// Throws Error(kModel) "model PATH: what", the path made safe for a terminal.
[[noreturn]] void FailModel(const std::string& path, const std::string& what);

}  // namespace autoj

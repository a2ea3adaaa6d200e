#pragma once

#include <unistd.h>

#include <ostream>
#include <string>

#include "base/text.h"

namespace autoj {

/// Writes JSON to the standard output `out`; what a terminal would act on is escaped where it is
/// one.
inline void WriteJson(std::ostream& out, const std::string& json) {
  out << (isatty(STDOUT_FILENO) != 0 ? EscapeJsonForTerminal(json) : json);
}

}  // namespace autoj

#pragma once

#include <string>

#include "autoj/run.h"

namespace autoj {

/// One line for each setting in which two manifests differ, with both values, and for each protocol
/// that both have but not with the same text; "" where they agree. `before_has` and `now_has` say
/// whose values they are: "the run has", "this call asks for".
std::string DescribeDifferences(const Manifest& before, const Manifest& now,
                                const std::string& before_has, const std::string& now_has);

}  // namespace autoj

#pragma once

#include <string_view>

#include "autoj/verdict.h"
#include "protocol/verdict_rule.h"

namespace autoj {

/// ReadVerdict for a rule with a json_field. Objects count that are complete JSON and stand in no
/// other object; what a string inside them quotes is data. A response that is quoted before the
/// judge's own answer can therefore not decide.
Verdict ReadJsonVerdict(const VerdictRule& rule, std::string_view text);

/// IsVerdictComplete for such a rule: the object is closed, and stands in no other one that is
/// still open.
bool IsJsonVerdictComplete(const VerdictRule& rule, std::string_view text);

}  // namespace autoj

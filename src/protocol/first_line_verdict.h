#pragma once

#include <string_view>

#include "autoj/verdict.h"
#include "protocol/verdict_rule.h"

namespace autoj {

/// ReadVerdict for a rule of kFirstLine: the line up to the first line feed holds alternatives of
/// one outcome alone. Whatever follows is the reason that the judge gives. Source: the rule of
/// Auto-J's critique evaluation.
Verdict ReadFirstLine(const VerdictRule& rule, std::string_view text);

/// IsVerdictComplete for such a rule: the line has ended, and decides.
bool IsFirstLineComplete(const VerdictRule& rule, std::string_view text);

}  // namespace autoj

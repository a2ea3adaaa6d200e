#pragma once

#include <string>

#include "autoj/verdict.h"
#include "protocol/protocol.h"

namespace autoj {

/// A text of a teacher, in the form that a judge is to learn.
struct FormedOutput {
  std::string text;
  Verdict verdict;    ///< What it says by the protocol's own rule.
  std::string fault;  ///< Why it cannot be brought into that form; empty: it was.
};

/// A pair's: key factors, then a paragraph that begins with the protocol's decision statement ("So,
/// the final decision is Response 1"), then remarks. Emphasis around the statement, its number in
/// the text's own list, other spellings of it ("Therefore, the final decision is: **response 1**")
/// and its place in a paragraph are mended; what the teacher decided, or wrote before it, is not
/// touched. At fault is a text that decides more than once, for both responses, or for one and a
/// tie.
FormedOutput FormComparison(const Protocol& protocol, const std::string& text);

/// A single response's: a critique, and the one rating behind it as the last line ("Rating:
/// [[5]]"). What leads on to it in its own sentence ("Overall Rating: [[5]]") goes; at fault is a
/// rating whose sentence says more.
FormedOutput FormCritique(const Protocol& protocol, const std::string& text);

}  // namespace autoj

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "autoj/judgment.h"

namespace autoj {

/// What a person reads on a terminal: one line an item, under a heading. Columns that hold nothing
/// or have no room are left out, and no line is wider than `width` columns. `colour`: ANSI escapes.
///
///     item  verdict       probability  why
///     q-1   first         first 0.59   given 0.62 first, swapped 0.55 first
///     q-2   inconsistent  tie 0.40     given 0.51 second, swapped 0.48 first
///     s-1   rated 7       mean 6.41    The letter is polite and complete.
///
/// The verdict is the strict one; the probability is that of the averaged verdict (or of the one
/// order that was judged), or the expectation of a rating. Why: the sentence that the decision
/// follows from, the probabilities where nothing was written, the ratings of a best-of-N's
/// responses, or the reason of an item without a verdict. Control characters are made visible.
std::string RenderVerdictTable(const std::vector<ItemJudgment>& items, size_t width, bool colour);

}  // namespace autoj

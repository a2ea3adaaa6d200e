#pragma once

#include <optional>
#include <vector>

#include "autoj/judgment.h"

namespace autoj {

/// What the judgments of one item say together: a pair's strict verdict over its orders and the
/// mean of their log-odds, a single rating, or the best of several responses (the highest rating,
/// or its expectation where there are probabilities; of equals the text that was the likelier one;
/// then the first). `judgments` must be those of one item, in the order of ItemJudgment; at least
/// one. Pure.
void Combine(bool pairwise, std::vector<Judgment> judgments, ItemJudgment* item);

/// What a response was rated, with its fraction where the probabilities tell it; nothing where it
/// has no rating.
std::optional<double> RatingOf(const Judgment& judgment);

}  // namespace autoj

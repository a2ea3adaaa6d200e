#pragma once

#include <optional>
#include <vector>

#include "autoj/judgment.h"

namespace autoj {

/// What the judgments of one item say together: a pair's strict verdict over its orders and the
/// mean of their log-odds, a single rating, or the best of several responses (by MeritsOf; of
/// equals the first). `judgments` must be those of one item, in the order of ItemJudgment; at least
/// one. Pure.
void Combine(bool pairwise, std::vector<Judgment> judgments, ItemJudgment* item);

/// What makes a rated response better than another.
struct Merit {
  std::optional<double> rating;   ///< Nothing where it has none.
  std::optional<double> logprob;  ///< Of the critique; between equal ratings the higher is better.
};

/// The merits of an item's responses, each by one measure for all: ratings are expectations where
/// the probabilities of all that are rated are known, else the ratings themselves;
/// log-probabilities are there where all that are rated have one.
std::vector<Merit> MeritsOf(const std::vector<Judgment>& judgments);

}  // namespace autoj

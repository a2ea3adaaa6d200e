#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "autoj/item.h"
#include "autoj/judgment.h"
#include "dataset/critique_comparisons.h"
#include "judge/price_list.h"

namespace autoj {

/// Whether the judged critique of an id is shown second: drawn from `seed`, each id by itself.
bool DrawExchange(uint64_t seed, const std::string& id);

/// A comparison of each task that is still to be made, as a failed one, its order drawn.
std::vector<CritiqueComparison> DrawComparisons(const std::vector<CritiqueTask>& tasks,
                                                const std::string& language, uint64_t seed);

/// Throws Error(kInput) where comparisons cannot be completed for these tasks: they are known to be
/// of other critiques, or drawn from another seed than the one that was asked for.
void CheckCanBeFixed(const std::vector<CritiqueTask>& tasks,
                     const std::vector<CritiqueComparison>& comparisons,
                     const std::optional<uint64_t>& seed);

/// Where there is no readable answer yet.
std::vector<size_t> FindUnread(const std::vector<CritiqueComparison>& comparisons);

/// The pair that a judge is asked about, in the order of the comparison.
Item MakeCritiqueItem(const CritiqueTask& task, const CritiqueComparison& comparison);

/// Puts what a judge said of such an item into its comparison. No price: no cost is known.
void TakeAnswer(const ItemJudgment& judged, const std::optional<Price>& price,
                CritiqueComparison* comparison);

}  // namespace autoj

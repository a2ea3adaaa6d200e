#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace autoj {

/// A response among N that may be picked.
struct Candidate {
  std::optional<double> rating;   ///< The judge's; nothing where it gave none.
  std::optional<double> logprob;  ///< Of the judge's critique: breaks ties, higher first.
};

/// The best of the first `n` (of all where they are fewer) by rating, equal ratings by
/// log-probability (one without it is last), then the earlier one. One without a rating is never
/// picked; nothing where none has one.
std::optional<size_t> PickBest(const std::vector<Candidate>& candidates, size_t n);

}  // namespace autoj

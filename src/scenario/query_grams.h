#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace autoj {

/// How often something occurs in one field of a query; `gram` is a hash of the field and of the
/// words or characters.
struct GramCount {
  uint32_t gram = 0;
  uint32_t count = 0;
};

/// What one field of a query holds, by gram.
using FieldGrams = std::vector<GramCount>;

/// A query's n-grams of words and of characters, for several of its parts, and its shape: one list
/// for each field. At most 4,000 code points of a query count (QueryParts).
std::vector<FieldGrams> CountGrams(std::string_view query);

/// What each field weighs, in that order; the squares sum to 1. Chosen by cross-validation.
const std::vector<double>& FieldWeights();

}  // namespace autoj

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "scenario/query_grams.h"

namespace autoj {

/// How strongly a query has one of the known grams.
struct Feature {
  uint32_t index = 0;
  float value = 0;
};

/// The grams that a classifier knows, and in how many of the queries that it learnt from they
/// stand. Immutable after construction; safe to share between threads.
class GramVocabulary {
 public:
  /// `grams` without repetition; `frequencies` of the same length; `queries`: how many there were.
  GramVocabulary(std::vector<uint32_t> grams, std::vector<uint16_t> frequencies, size_t queries);

  /// The grams that stand in at least two queries.
  static GramVocabulary Learn(const std::vector<const std::vector<FieldGrams>*>& queries);

  /// Those with the highest `worth` (of equals, the first), at most `most`, in their order.
  GramVocabulary Keep(const std::vector<float>& worth, size_t most) const;

  /// TF-IDF of each field with its length made 1 (what is not known counts for the length), by the
  /// field's weight. By index, without repetition.
  std::vector<Feature> Weigh(const std::vector<FieldGrams>& query) const;

  const std::vector<uint32_t>& grams() const { return grams_; }
  const std::vector<uint16_t>& frequencies() const { return frequencies_; }
  size_t queries() const { return queries_; }

 private:
  size_t SlotOf(uint32_t gram) const;  ///< Where it stands, or the free slot where it would.

  std::vector<uint32_t> grams_;
  std::vector<uint16_t> frequencies_;
  std::vector<float> idf_;
  size_t queries_ = 0;
  std::vector<uint32_t> slots_;  // index + 1 by hash; 0: free
};

}  // namespace autoj

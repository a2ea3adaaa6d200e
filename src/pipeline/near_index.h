#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "pipeline/fingerprint.h"

namespace autoj {

/// Finds fingerprints that are alike among many. Locality-sensitive hashing: ten bands of three
/// values; two that share 0.7 of their runs meet in a band with a probability of 0.98, at 0.8 of
/// 0.999. About 400 bytes each.
class NearIndex {
 public:
  /// Alike are those whose Similarity is at least `threshold`.
  explicit NearIndex(double threshold) : threshold_(threshold) {}

  /// Gives its number: the first one's is 0, the next one's 1.
  size_t Add(const Fingerprint& fingerprint);

  /// One that was added is not found any more; numbers stay.
  void Remove(size_t number);

  /// The number of the most similar one that is alike (of equals the first); nothing where none is.
  std::optional<size_t> Find(const Fingerprint& fingerprint) const;

  size_t size() const { return all_.size(); }

 private:
  double threshold_;
  std::vector<Fingerprint> all_;
  std::unordered_multimap<uint64_t, size_t> bands_;  // band and its values -> number
};

}  // namespace autoj

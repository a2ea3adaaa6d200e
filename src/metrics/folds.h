#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace autoj {

/// Folds for cross-validation: of each row its fold, of [0, folds). Rows of a cluster stay
/// together; clusters are dealt out at random from `seed`, the same on every machine. At least one
/// fold (else Error(kInternal)); with fewer clusters than folds some stay empty.
std::vector<size_t> FoldsOf(const std::vector<size_t>& clusters, size_t folds, uint64_t seed);

/// Which rows are judged by a fit, and which it is made from.
struct Fold {
  std::vector<size_t> inside;
  std::vector<size_t> outside;
};

/// Of each fold up to the highest number its rows, in order. `folds` has a number for each of
/// `rows` (else Error(kInternal)).
std::vector<Fold> SplitFolds(const std::vector<size_t>& folds, size_t rows);

/// Those of `values` that `rows` names.
template <typename T>
std::vector<T> PickRows(const std::vector<T>& values, const std::vector<size_t>& rows) {
  std::vector<T> picked;
  picked.reserve(rows.size());
  for (size_t row : rows) {
    picked.push_back(values[row]);
  }
  return picked;
}

}  // namespace autoj

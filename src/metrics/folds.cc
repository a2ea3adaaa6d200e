#include "metrics/folds.h"

#include <algorithm>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"

namespace autoj {
namespace {

size_t CountOf(const std::vector<size_t>& numbers) {
  return numbers.empty() ? 0 : *std::max_element(numbers.begin(), numbers.end()) + 1;
}

}  // namespace

std::vector<size_t> FoldsOf(const std::vector<size_t>& clusters, size_t folds, uint64_t seed) {
  if (folds == 0) {
    throw Error(ErrorKind::kInternal, "cross-validation needs at least one fold");
  }
  // Sorted by a random number each: <random>'s shuffle differs from one library to the next.
  std::mt19937_64 random(seed);
  std::vector<std::pair<uint64_t, size_t>> deck(CountOf(clusters));
  for (size_t cluster = 0; cluster < deck.size(); ++cluster) {
    deck[cluster] = {random(), cluster};
  }
  std::sort(deck.begin(), deck.end());
  std::vector<size_t> fold_of_cluster(deck.size());
  for (size_t i = 0; i < deck.size(); ++i) {
    fold_of_cluster[deck[i].second] = i % folds;
  }
  return PickRows(fold_of_cluster, clusters);
}

std::vector<Fold> SplitFolds(const std::vector<size_t>& folds, size_t rows) {
  if (folds.size() != rows) {
    throw Error(ErrorKind::kInternal,
                fmt::format("{} rows have {} fold numbers", rows, folds.size()));
  }
  std::vector<Fold> split(CountOf(folds));
  for (size_t row = 0; row < rows; ++row) {
    for (size_t fold = 0; fold < split.size(); ++fold) {
      (folds[row] == fold ? split[fold].inside : split[fold].outside).push_back(row);
    }
  }
  return split;
}

}  // namespace autoj

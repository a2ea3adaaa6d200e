#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "metrics/style.h"

namespace autoj {

/// Judged pairs whose responses have competitors' names: what style control takes.
struct StyledPairs {
  std::string name;                      ///< A file or a run, safe for a terminal.
  std::vector<std::string> competitors;  ///< In order of appearance.
  std::vector<StyledComparison> comparisons;
  std::vector<size_t> clusters;  ///< Of each its prompt.
  size_t undecided = 0;  ///< Pairs with an order that has no verdict: not among the comparisons.
  size_t missing = 0;    ///< Pairs that are not judged yet.
};

/// Where items name who wrote their responses (dataset/item_field.h).
struct CompetitorFields {
  std::string first;
  std::string second;
};

/// Of a run. Each order counts half: orders that differ are a tie. Throws Error(kInput), naming the
/// item, for one that was not compared as a pair, lacks a name, or is of one competitor alone.
StyledPairs StyledPairsOfRun(const std::string& folder, const CompetitorFields& fields);

/// Of a file of items and the verdicts on them (dataset/predictions.h), with those of the swapped
/// order where `swapped` is not "". Throws as above, for files of different length, and for one
/// file as both.
StyledPairs StyledPairsOfFiles(const std::string& data, const std::string& given,
                               const std::string& swapped, const CompetitorFields& fields);

}  // namespace autoj

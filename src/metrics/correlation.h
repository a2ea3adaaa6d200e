#pragma once

#include <cstddef>
#include <vector>

#include "metrics/cluster_bootstrap.h"
#include "metrics/estimate.h"

namespace autoj {

enum class Correlation {
  kPearson,
  kSpearman,  ///< Of mid-ranks.
  kKendall,   ///< Tau-b.
};

/// "pearson", "spearman" or "kendall".
const char* CorrelationName(Correlation kind);

/// Of two lists of the same length (else Error(kInternal)). NaN for fewer than two values, for a
/// list that is constant, and where a value is NaN. O(n log n).
double Correlate(Correlation kind, const std::vector<double>& x, const std::vector<double>& y);

/// With the percentile interval of a bootstrap over clusters of values.
Estimate CorrelateWithInterval(Correlation kind, const std::vector<double>& x,
                               const std::vector<double>& y, const std::vector<size_t>& clusters,
                               const BootstrapOptions& options);

}  // namespace autoj

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "metrics/cluster_bootstrap.h"
#include "metrics/estimate.h"

namespace autoj {

/// How one class fared; exact intervals.
struct ClassScore {
  std::string name;
  size_t support = 0;    ///< Items that truly are of it.
  size_t predicted = 0;  ///< Items that were called so.
  Estimate precision;    ///< NaN where nothing was called so.
  Estimate recall;       ///< NaN where there is no such item.
  Estimate f1;           ///< 0 where precision or recall is 0 or missing, as in scikit-learn.
};

/// A classifier's predictions against the truth, items taken as independent of each other. Source
/// of the definitions: scikit-learn's classification_report with zero_division=0.
struct ClassificationReport {
  size_t items = 0;
  Estimate accuracy;     ///< Exact interval.
  Estimate macro_f1;     ///< Mean over the classes that are true or predicted; bootstrap interval:
                         ///< none where all is right, as no resample differs then.
  Estimate weighted_f1;  ///< Weighted by support; bootstrap interval.
  std::vector<ClassScore> classes;             ///< By name.
  std::vector<std::vector<size_t>> confusion;  ///< [true][predicted], in the order of `classes`.
};

/// `truth` and `predicted` have the same length, and at least one item (else Error(kInternal)).
ClassificationReport ClassifyReport(const std::vector<std::string>& truth,
                                    const std::vector<std::string>& predicted,
                                    const BootstrapOptions& options);

}  // namespace autoj

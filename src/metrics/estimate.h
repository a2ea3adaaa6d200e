#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace autoj {

/// A number with its 95 % interval. NaN where there is nothing to compute it from: reports write
/// null.
struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
};

/// A share of counts with the exact interval of Clopper and Pearson: for items that are independent
/// of each other. NaN for no items.
Estimate ExactShare(size_t count, size_t of);

/// The percentile interval: the 2.5 and 97.5 percentiles (linear between neighbours, numpy's
/// default) of replicates, NaN among them left out; NaN where fewer than half are numbers.
Estimate PercentileInterval(double value, std::vector<double> replicates);

}  // namespace autoj

#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace autoj {

/// A number with its 95 % interval. NaN where there is nothing to compute it from: reports write
/// null, or the number alone.
struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
};

/// A share of counts with the exact interval of Clopper and Pearson: for items that are independent
/// of each other. NaN for no items.
Estimate ExactShare(size_t count, size_t of);

/// F1 = 2 * hits / (hits + union) of a class, `united` being the items that truly are of it or were
/// called so: it rises with the share of hits among these, so that the ends of its exact interval
/// are those of that share's.
Estimate ExactF1(size_t hits, size_t united);

/// The percentile interval: the 2.5 and 97.5 percentiles (linear between neighbours, numpy's
/// default) of replicates, NaN among them left out. NaN where fewer than half are numbers, and
/// where both ends are one number: resamples that do not differ (of a classifier that is always
/// right, of a single prompt) say nothing of how far off it is.
Estimate PercentileInterval(double value, std::vector<double> replicates);

/// The percentile interval reflected at `value`, and not below 0: for what chance alone makes too
/// high, in the replicates as much as in the value (a mean of absolute differences). Source: the
/// basic interval of Davison and Hinkley, Bootstrap Methods and their Application (1997), 5.2.
/// Where nothing above 0 is left of it, it is that 0: chance alone makes as much as `value`.
Estimate ReflectedInterval(double value, std::vector<double> replicates);

}  // namespace autoj

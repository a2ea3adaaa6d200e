#include "metrics/estimate.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>
#include <boost/math/distributions/binomial.hpp>

#include "autoj/error.h"

namespace autoj {
namespace {

constexpr double kTail = 0.025;  // On either side of a 95 % interval.

// `numbers` is put into another order.
double Percentile(std::vector<double>* numbers, double share) {
  double position = share * static_cast<double>(numbers->size() - 1);
  double whole = std::floor(position);
  auto below = numbers->begin() + static_cast<std::ptrdiff_t>(whole);
  std::nth_element(numbers->begin(), below, numbers->end());
  auto above = std::min_element(std::next(below), numbers->end());
  return above == numbers->end() ? *below : std::lerp(*below, *above, position - whole);
}

}  // namespace

Estimate ExactShare(size_t count, size_t of) {
  if (count > of) {
    throw Error(ErrorKind::kInternal, fmt::format("{} of {} is no share", count, of));
  }
  if (of == 0) {
    return {};
  }
  using Binomial = boost::math::binomial_distribution<double>;
  double trials = static_cast<double>(of);
  double successes = static_cast<double>(count);
  return {successes / trials, Binomial::find_lower_bound_on_p(trials, successes, kTail),
          Binomial::find_upper_bound_on_p(trials, successes, kTail)};
}

Estimate PercentileInterval(double value, std::vector<double> replicates) {
  Estimate estimate;
  estimate.value = value;
  size_t all = replicates.size();
  std::erase_if(replicates, [](double replicate) { return std::isnan(replicate); });
  if (!replicates.empty() && replicates.size() * 2 >= all) {
    estimate.low = Percentile(&replicates, kTail);
    estimate.high = Percentile(&replicates, 1 - kTail);
  }
  return estimate;
}

}  // namespace autoj

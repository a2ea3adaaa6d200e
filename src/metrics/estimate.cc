#include "metrics/estimate.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <boost/math/distributions/binomial.hpp>

#include "autoj/error.h"

namespace autoj {
namespace {

constexpr double kTail = 0.025;      // On either side of a 95 % interval.
constexpr double kRounding = 1e-12;  // A share of the number: sums in another order.

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

Estimate ExactF1(size_t hits, size_t united) {
  auto f1 = [](double share) { return 2 * share / (1 + share); };
  Estimate share = ExactShare(hits, united);
  return {f1(share.value), f1(share.low), f1(share.high)};
}

Estimate PercentileInterval(double value, std::vector<double> replicates) {
  Estimate estimate;
  estimate.value = value;
  size_t all = replicates.size();
  std::erase_if(replicates, [](double replicate) { return std::isnan(replicate); });
  if (!replicates.empty() && replicates.size() * 2 >= all) {
    double low = Percentile(&replicates, kTail);
    double high = Percentile(&replicates, 1 - kTail);
    if (high - low > kRounding * std::max(std::abs(low), std::abs(high))) {
      estimate.low = low;
      estimate.high = high;
    }
  }
  return estimate;
}

Estimate ReflectedInterval(double value, std::vector<double> replicates) {
  Estimate percentiles = PercentileInterval(value, std::move(replicates));
  auto reflect = [&](double end) { return std::isnan(end) ? end : std::max(0.0, 2 * value - end); };
  return {value, reflect(percentiles.high), reflect(percentiles.low)};
}

}  // namespace autoj

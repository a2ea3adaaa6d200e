#include "metrics/paired_difference.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>

namespace autoj {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

std::vector<double> WithoutNaN(std::vector<double> numbers) {
  std::erase_if(numbers, [](double number) { return std::isnan(number); });
  return numbers;
}

}  // namespace

double McNemarExact(size_t only_a, size_t only_b) {
  if (only_a == only_b) {
    return 1;
  }
  boost::math::binomial coin(static_cast<double>(only_a + only_b), 0.5);
  return std::min(1.0, 2 * cdf(coin, static_cast<double>(std::min(only_a, only_b))));
}

double BootstrapPValue(const std::vector<double>& differences) {
  double below = 0;
  std::vector<double> numbers = WithoutNaN(differences);
  if (numbers.empty()) {
    return kUndefined;
  }
  for (double difference : numbers) {
    below += difference < 0 ? 1 : difference == 0 ? 0.5 : 0;
  }
  auto all = static_cast<double>(numbers.size());
  return std::max(2 * std::min(below, all - below) / all, 1 / (all + 1));
}

std::vector<double> HolmAdjusted(const std::vector<double>& p) {
  std::vector<size_t> tests;
  for (size_t i = 0; i < p.size(); ++i) {
    if (!std::isnan(p[i])) {
      tests.push_back(i);
    }
  }
  std::sort(tests.begin(), tests.end(), [&](size_t a, size_t b) { return p[a] < p[b]; });
  std::vector<double> adjusted(p.size(), kUndefined);
  double largest = 0;
  for (size_t rank = 0; rank < tests.size(); ++rank) {
    largest = std::max(largest, static_cast<double>(tests.size() - rank) * p[tests[rank]]);
    adjusted[tests[rank]] = std::min(1.0, largest);
  }
  return adjusted;
}

double SmallestDetectable(double standard_error, double alpha, double power) {
  boost::math::normal normal;
  return (quantile(normal, 1 - alpha / 2) + quantile(normal, power)) * standard_error;
}

double NullStandardError(const std::vector<double>& differences,
                         const std::vector<size_t>& clusters) {
  std::map<size_t, double> sums;
  size_t counted = 0;
  for (size_t i = 0; i < differences.size(); ++i) {
    if (!std::isnan(differences[i])) {
      sums[clusters[i]] += differences[i];
      ++counted;
    }
  }
  double squares = 0;
  for (const auto& [cluster, sum] : sums) {
    squares += sum * sum;
  }
  return std::sqrt(squares) / static_cast<double>(counted);  // NaN for none
}

}  // namespace autoj

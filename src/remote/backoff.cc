#include "remote/backoff.h"

#include <algorithm>
#include <cmath>

namespace autoj {
namespace {

// A whole retry, but for the rounding of many small shares.
constexpr double kWhole = 1 - 1e-9;

}  // namespace

Duration Backoff::Next(int failures) {
  using Ticks = std::chrono::duration<double, Duration::period>;
  double doubled = std::ldexp(1.0, std::clamp(failures, 1, 63) - 1);
  Ticks step = std::min(Ticks(first_) * doubled, Ticks(most_));
  return std::chrono::duration_cast<Duration>(
      step * std::uniform_real_distribution<double>(0.25, 1)(random_));
}

RetryBudget::RetryBudget(double reserve, double share, Duration slow)
    : reserve_(reserve), share_(share), slow_(slow), left_(reserve) {}

void RetryBudget::Succeeded() {
  // No more than the reserve is saved: hours of success must not pay for a storm of retries.
  left_ = std::min(std::max(reserve_, 1.0), left_ + share_);
}

bool RetryBudget::IsSpent() const { return left_ < kWhole; }

TimePoint RetryBudget::When(TimePoint now) const {
  return IsSpent() ? std::max(now, next_slow_) : now;
}

void RetryBudget::Take(TimePoint now) {
  if (IsSpent()) {
    next_slow_ = now + slow_;
  } else {
    left_ -= 1;
  }
}

}  // namespace autoj

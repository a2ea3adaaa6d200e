#include "remote/rate_limit.h"

#include <algorithm>

namespace autoj {
namespace {

using Seconds = std::chrono::duration<double>;

// So many units are rounding: what When promises, the same When must find there.
constexpr double kRounding = 1e-6;
// A wait that is longer than this is asked for again; no number of ticks overflows.
constexpr Seconds kLongest = std::chrono::hours(24);

}  // namespace

RateLimit::RateLimit(double per_minute)
    : rate_(per_minute / 60), capacity_(per_minute / 6), left_(capacity_) {}

double RateLimit::Left(TimePoint now) const {
  return std::min(capacity_, left_ + rate_ * std::max(Seconds(now - filled_).count(), 0.0));
}

TimePoint RateLimit::When(double units, TimePoint now) const {
  if (rate_ <= 0) {
    return now;
  }
  double missing = std::min(units, capacity_) - Left(now);
  if (missing <= kRounding) {
    return now;
  }
  return now + std::chrono::ceil<Duration>(std::min(Seconds(missing / rate_), kLongest));
}

void RateLimit::Take(double units, TimePoint now) {
  left_ = Left(now) - units;
  filled_ = std::max(filled_, now);
}

void RateLimit::Correct(double units) { left_ += units; }

}  // namespace autoj

#include "remote/concurrency.h"

#include <algorithm>

namespace autoj {
namespace {

// So that three thirds are one.
constexpr double kRounding = 1e-9;

}  // namespace

Concurrency::Concurrency(double start, double most)
    : limit_(std::clamp(start, 1.0, std::max(most, 1.0))), most_(std::max(most, 1.0)) {}

int Concurrency::Limit() const { return static_cast<int>(limit_ + kRounding); }

void Concurrency::Succeeded(TimePoint began, int in_flight, TimePoint now) {
  if (began < lowered_) {
    return;
  }
  if (in_flight >= Limit()) {
    full_ = now;
  }
  // Not `in_flight` alone: of a round that ends at once, only the first sees all the others.
  if (began <= full_) {
    limit_ = std::min(most_, limit_ + (has_met_its_end_ ? 1.0 / Limit() : 1.0));
  }
}

void Concurrency::Overloaded(TimePoint began, TimePoint now) {
  if (began < lowered_) {
    return;
  }
  has_met_its_end_ = true;
  limit_ = std::max(1.0, limit_ / 2);
  lowered_ = now;
}

}  // namespace autoj

#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace autoj {

/// The time that everything in this folder is told; tests give their own.
using TimePoint = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

/// How long to wait before try number 2, 3, ...: steps that double, with jitter, so that what
/// failed together does not come back together: uniform between a quarter of the step and the step.
class Backoff {
 public:
  Backoff(Duration first, Duration most, uint64_t seed)
      : first_(first), most_(most), random_(seed) {}
  /// `failures`: how many there were in a row, from 1.
  Duration Next(int failures);

 private:
  Duration first_;
  Duration most_;
  std::mt19937_64 random_;
};

/// Retries may be at most `share` times what succeeds, beyond a reserve (which is also the most
/// that is saved): a fleet in trouble is not hammered. A spent budget slows retries down to one in
/// `slow`, until successes fill it again; it never refuses one. With a share above one, a fleet
/// that is well again is back at its pace within a few rounds: each retry pays for more than
/// itself.
class RetryBudget {
 public:
  RetryBudget(double reserve, double share, Duration slow);
  void Succeeded();
  /// Whether it has no room for a retry: one in `slow` goes all the same.
  bool IsSpent() const;
  /// When the next retry may go, as things stand: `now`, or later where the budget is spent.
  TimePoint When(TimePoint now) const;
  /// One goes.
  void Take(TimePoint now);

 private:
  double reserve_;
  double share_;
  Duration slow_;
  double left_;
  TimePoint next_slow_{};
};

}  // namespace autoj

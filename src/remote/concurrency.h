#pragma once

#include "remote/backoff.h"

namespace autoj {

/// How many requests an endpoint may have in flight, found as TCP finds its window: each round of
/// successes that used the limit doubles it, until the first overload; then adds one. An overload
/// halves it, once a round trip, never below one.
class Concurrency {
 public:
  /// From `start`, up to `most`.
  Concurrency(double start, double most);
  int Limit() const;
  /// A request that had begun at `began` succeeded while `in_flight` were there, itself included.
  /// It counts where it was in flight at a time when the limit was used.
  void Succeeded(TimePoint began, int in_flight, TimePoint now);
  /// A request that had begun at `began` met an overload (429, 503, a timeout, a reset).
  void Overloaded(TimePoint began, TimePoint now);

 private:
  double limit_;
  double most_;
  bool has_met_its_end_ = false;       // an overload: from then on, small steps
  TimePoint lowered_{};                // what had begun before says nothing about the limit now
  TimePoint full_ = TimePoint::min();  // when the limit was last seen used
};

}  // namespace autoj

#pragma once

#include "remote/backoff.h"

namespace autoj {

/// A token bucket: so many units a minute, at most a sixth of a minute's (ten seconds') at once.
/// 0 a minute: no limit.
class RateLimit {
 public:
  explicit RateLimit(double per_minute);
  /// When `units` may be taken: `now` or later. More than the bucket holds may go when it is full.
  TimePoint When(double units, TimePoint now) const;
  /// Takes them, also where they are not there yet: the debt is waited for.
  void Take(double units, TimePoint now);
  /// Gives back what was taken too much. (What was taken too little is one more Take: a bucket that
  /// has filled since must lose it too, and only Take knows the time.)
  void Correct(double units);

 private:
  double Left(TimePoint now) const;

  double rate_;  // a second
  double capacity_;
  double left_;  // at `filled_`
  TimePoint filled_{};
};

}  // namespace autoj

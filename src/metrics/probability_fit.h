#pragma once

#include <cstddef>
#include <vector>

#include "metrics/calibration.h"
#include "metrics/folds.h"

namespace autoj {

/// The temperature in [0.01, 100] that makes the log-loss of forecasts least: probabilities become
/// p^(1/T), normalised. 1 where no temperature is better, and for no forecasts.
struct TemperatureFit {
  double temperature = 1;
  bool is_at_bound = false;  ///< 0.01 or 100, where the loss still falls: the best lies beyond.
  /// Forecasts that gave the truth no probability at all (a label of a tie, by a protocol without
  /// ties): no temperature changes that.
  size_t left_out = 0;
};
TemperatureFit FitTemperature(const std::vector<Forecast>& forecasts);
/// The interval of such a temperature (`bootstrap`: a row for each forecast): of each resample the
/// temperature at which its own loss is least, as its slopes at some temperatures near the fit's
/// tell it. None at a bound.
Estimate TemperatureInterval(const TemperatureFit& fit, const std::vector<Forecast>& forecasts,
                             const ClusterBootstrap& bootstrap);
PairProbabilities AtTemperature(const PairProbabilities& probabilities, double temperature);

/// A non-decreasing function from confidence to the share that was right (pool adjacent violators),
/// linear between the points of the fit and constant beyond them, as scikit-learn's
/// IsotonicRegression(out_of_bounds="clip"). Immutable after construction: threads may share it.
class IsotonicFit {
 public:
  /// `confidence` and `right` (0 or 1) have the same length, without NaN (else Error(kInternal)).
  /// Without any: the identity.
  IsotonicFit(const std::vector<double>& confidence, const std::vector<double>& right);
  double operator()(double confidence) const;

 private:
  std::vector<double> x_, y_;
};

/// The likeliest's probability replaced by `confidence`; the others share the rest in proportion to
/// what they had, evenly where that was nothing.
PairProbabilities WithConfidence(const PairProbabilities& probabilities, double confidence);

/// Calibration before and after, each forecast adjusted by a fit on the other folds. One fold alone
/// has no others: nothing is adjusted. The intervals (`bootstrap`: a row for each forecast) take
/// the fits as they are.
struct CrossValidatedFit {
  Calibration raw;
  Calibration temperature;
  Calibration isotonic;  ///< The likeliest's probability is fitted: WithConfidence.
  TemperatureFit whole;  ///< Fitted on all: the one to use from now on.
  Estimate whole_temperature;
};
CrossValidatedFit CrossValidateFit(const std::vector<Forecast>& forecasts,
                                   const std::vector<size_t>& folds,
                                   const ClusterBootstrap& bootstrap);

}  // namespace autoj

#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "metrics/cluster_bootstrap.h"
#include "metrics/estimate.h"

namespace autoj {

/// Probabilities of first, second and tie; sum 1. A protocol without ties gives tie 0.
using PairProbabilities = std::array<double, 3>;

/// A probabilistic verdict and what was true (0 first, 1 second, 2 tie).
struct Forecast {
  PairProbabilities probabilities{};
  int truth = 0;
};

/// What a forecast comes down to where one alternative must be named.
struct Prediction {
  size_t alternative = 0;  ///< The likeliest; of equals the first.
  double confidence = 0;   ///< Its probability.
  bool right = false;
};

/// Throws Error(kInternal) where probabilities are not of [0, 1] with sum 1 (to 1e-6), or the truth
/// is not 0, 1 or 2: so does all that takes forecasts.
Prediction PredictionOf(const Forecast& forecast);

/// Those forecasts whose likeliest alternative had a probability in [low, high).
struct ReliabilityBin {
  double low = 0;
  double high = 0;
  size_t count = 0;
  double confidence = 0;  ///< Mean probability of the likeliest; NaN where the bin is empty.
  Estimate accuracy;      ///< Share of these that was right; NaN where the bin is empty.
};

/// How often what was said with a confidence was right.
struct Reliability {
  std::vector<ReliabilityBin> bins;  ///< Of equal width over [0, 1]; the last includes 1.
  Estimate ece;  ///< Expected calibration error: mean |accuracy - confidence|. ReflectedInterval.
};

/// Of any number of alternatives. NaN for none. `bootstrap` has a row for each prediction, and
/// there is at least one bin (else Error(kInternal)).
Reliability ComputeReliability(const std::vector<Prediction>& predictions,
                               const ClusterBootstrap& bootstrap, size_t bins = 10);

/// How far the confidence of verdicts on pairs can be believed.
struct Calibration {
  Reliability reliability;
  Estimate brier;     ///< Multi-class: mean over forecasts of the sum of squared differences.
  Estimate log_loss;  ///< Natural logarithm; probabilities below 1e-15 count as that.
};

/// As ComputeReliability.
Calibration ComputeCalibration(const std::vector<Forecast>& forecasts,
                               const ClusterBootstrap& bootstrap, size_t bins = 10);

/// The same for predictions that were made from other probabilities than the forecasts' own, and
/// stand: one for each forecast.
Calibration ComputeCalibration(const std::vector<Forecast>& forecasts,
                               const std::vector<Prediction>& predictions,
                               const ClusterBootstrap& bootstrap, size_t bins = 10);

}  // namespace autoj

#pragma once

#include <cstddef>
#include <vector>

#include "metrics/calibration.h"

namespace autoj {

/// What is decided, and how well, where a judge abstains below a confidence.
struct AbstentionPoint {
  double threshold = 0;  ///< Decided where the likeliest's probability is at least this.
  size_t decided = 0;
  Estimate coverage;  ///< Share that is decided.
  Estimate accuracy;  ///< Of what is decided; NaN where nothing is.
};

/// One point for each distinct confidence, from all decided to few; at most `points` of them,
/// evenly from the first to the last. None for no forecasts. The intervals (`bootstrap`: a row for
/// each forecast) take the thresholds as they are: at one threshold, another sample has another
/// share above it, and another share of that right.
std::vector<AbstentionPoint> AbstentionCurve(const std::vector<Forecast>& forecasts, size_t points,
                                             const ClusterBootstrap& bootstrap);

/// The lowest confidence from which on predictions are right at least as often as `accuracy`;
/// infinite where there is none.
double LowestThreshold(std::vector<Prediction> predictions, double accuracy);

/// The lowest threshold of which the decided part is right at least as often as `accuracy`, and
/// what such a choice is worth: each fold judged by a threshold chosen on the others. A fold for
/// which no threshold was good enough decides nothing, and its threshold is infinite. The intervals
/// (`bootstrap`: a row for each forecast) take the thresholds as they are.
struct AbstentionChoice {
  double threshold = 0;             ///< Chosen on all; infinite where none is good enough.
  AbstentionPoint cross_validated;  ///< All folds together, at their mean threshold.
};
AbstentionChoice ChooseThreshold(const std::vector<Forecast>& forecasts,
                                 const std::vector<size_t>& folds, double accuracy,
                                 const ClusterBootstrap& bootstrap);

}  // namespace autoj

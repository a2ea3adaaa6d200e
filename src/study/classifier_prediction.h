#pragma once

#include <cstddef>

#include <Eigen/Core>

#include "metrics/calibration.h"
#include "metrics/score_fit.h"

namespace autoj {

/// What scores come down to: the likeliest class, its probability, and whether it
/// is the true one.
Prediction PredictClass(const Eigen::VectorXf& scores, const ScoreFit& fit, size_t truth);

}  // namespace autoj

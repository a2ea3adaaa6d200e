#pragma once

#include <cstddef>
#include <vector>

#include <Eigen/Core>

namespace autoj {

/// How the scores of a regression on classes become probabilities. Such scores are shares already,
/// but for noise and scale: the probability is in proportion to (score + offset)^(1 / temperature),
/// negative scores taken as 0.
struct ScoreFit {
  double offset = 0.05;
  double temperature = 1;
};

/// The offset in [0.0001, 10] and the temperature in [0.01, 100] with the least log-loss. `scores`:
/// of each item one for each class; `truth`: the place of its class, of as many items or more. The
/// default for no items.
ScoreFit FitScores(const std::vector<Eigen::VectorXf>& scores, const std::vector<size_t>& truth);

}  // namespace autoj

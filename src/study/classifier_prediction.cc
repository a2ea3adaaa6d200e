#include "study/classifier_prediction.h"

#include "scenario/classifier_weights.h"

namespace autoj {

Prediction PredictClass(const Eigen::VectorXf& scores, const ScoreFit& fit, size_t truth) {
  Eigen::VectorXd probabilities = ProbabilitiesOf(scores, fit.offset, fit.temperature);
  Eigen::Index likeliest = 0;
  double confidence = probabilities.maxCoeff(&likeliest);
  auto alternative = static_cast<size_t>(likeliest);
  return {alternative, confidence, alternative == truth};
}

}  // namespace autoj

#include "metrics/score_fit.h"

#include <cmath>

#include <gtest/gtest.h>

namespace autoj {
namespace {

Eigen::VectorXf Scores(float a, float b, float c) { return Eigen::VectorXf{{a, b, c}}; }

double Weight(const ScoreFit& fit, double score) {
  return std::pow(score + fit.offset, 1 / fit.temperature);
}

TEST(FitScores, FindsWhereProbabilitiesAreTheSharesThatWereRight) {
  // Half of what has 1 beside two times 0 is right, and of what has 0.5 three in seven.
  std::vector<Eigen::VectorXf> scores;
  std::vector<size_t> truth;
  for (size_t i = 0; i < 28; ++i) {
    scores.push_back(Scores(1, -0.5, 0));
    truth.push_back(i < 14 ? 0 : 1 + i % 2);
    scores.push_back(Scores(0.5, 0, -2));
    truth.push_back(i < 12 ? 0 : 1 + i % 2);
  }
  ScoreFit fit = FitScores(scores, truth);
  double rest = 2 * Weight(fit, 0);
  EXPECT_NEAR(Weight(fit, 1) / (Weight(fit, 1) + rest), 0.5, 1e-3);
  EXPECT_NEAR(Weight(fit, 0.5) / (Weight(fit, 0.5) + rest), 3.0 / 7, 1e-3);
}

TEST(FitScores, IsSureOfWhatIsAlwaysRight) {
  ScoreFit fit = FitScores({Scores(1, 0, 0), Scores(0, 1, 0)}, {0, 1});
  EXPECT_GT(Weight(fit, 1) / (Weight(fit, 1) + 2 * Weight(fit, 0)), 0.999);
}

TEST(FitScores, OfNothingIsTheDefault) {
  EXPECT_EQ(FitScores({}, {}).temperature, 1);
  EXPECT_EQ(FitScores({}, {}).offset, 0.05);
}

}  // namespace
}  // namespace autoj

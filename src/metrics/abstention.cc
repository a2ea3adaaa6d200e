#include "metrics/abstention.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <Eigen/Core>

#include "metrics/folds.h"
#include "metrics/resampled_share.h"

namespace autoj {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<Prediction> PredictionsOf(const std::vector<Forecast>& forecasts) {
  std::vector<Prediction> predictions;
  std::transform(forecasts.begin(), forecasts.end(), std::back_inserter(predictions), PredictionOf);
  return predictions;
}

// A distinct confidence, and what it is to decide from it on.
struct Step {
  double threshold = 0;
  size_t decided = 0;
  size_t right = 0;
};

// From the lowest: with it all are decided.
std::vector<Step> AllSteps(std::vector<Prediction> predictions) {
  std::sort(predictions.begin(), predictions.end(),
            [](const Prediction& a, const Prediction& b) { return a.confidence > b.confidence; });
  std::vector<Step> steps;
  size_t right = 0;
  for (size_t i = 0; i < predictions.size(); ++i) {
    right += predictions[i].right ? 1 : 0;
    bool is_last_of_its_kind =
        i + 1 == predictions.size() || predictions[i + 1].confidence < predictions[i].confidence;
    if (is_last_of_its_kind) {
      steps.push_back({predictions[i].confidence, i + 1, right});
    }
  }
  std::reverse(steps.begin(), steps.end());
  return steps;
}

// At most `points` of the distinct confidences, from the highest.
std::vector<double> ThresholdsOf(const std::vector<Prediction>& predictions, size_t points) {
  std::vector<Step> steps = AllSteps(predictions);
  size_t count = std::min(points, steps.size());
  std::vector<double> thresholds;
  for (size_t i = 0; i < count; ++i) {
    // From the first to the last, both among them.
    size_t gaps = std::max<size_t>(count - 1, 1);
    thresholds.push_back(steps[(i * (steps.size() - 1) + gaps / 2) / gaps].threshold);
  }
  std::reverse(thresholds.begin(), thresholds.end());
  return thresholds;
}

AbstentionPoint CrossValidate(const std::vector<Forecast>& forecasts,
                              const std::vector<size_t>& folds, double accuracy,
                              const ClusterBootstrap& bootstrap) {
  std::vector<double> decided(forecasts.size(), 0);
  std::vector<double> right(forecasts.size(), kNaN);  // of what is decided
  double threshold_sum = 0;
  size_t used_folds = 0;
  for (const Fold& fold : SplitFolds(folds, forecasts.size())) {
    if (fold.inside.empty()) {
      continue;
    }
    double threshold = LowestThreshold(PredictionsOf(PickRows(forecasts, fold.outside)), accuracy);
    threshold_sum += threshold;
    ++used_folds;
    for (size_t row : fold.inside) {
      Prediction prediction = PredictionOf(forecasts[row]);
      if (prediction.confidence >= threshold) {
        decided[row] = 1;
        right[row] = prediction.right ? 1 : 0;
      }
    }
  }
  std::vector<ResampledShare> shares = ResampleShares({decided, right}, bootstrap);
  return {threshold_sum / static_cast<double>(used_folds), shares[1].rows, EstimateOf(shares[0]),
          EstimateOf(shares[1])};
}

}  // namespace

double LowestThreshold(std::vector<Prediction> predictions, double accuracy) {
  for (const Step& step : AllSteps(std::move(predictions))) {
    if (static_cast<double>(step.right) / static_cast<double>(step.decided) >= accuracy) {
      return step.threshold;
    }
  }
  return kInfinity;
}

std::vector<AbstentionPoint> AbstentionCurve(const std::vector<Forecast>& forecasts, size_t points,
                                             const ClusterBootstrap& bootstrap) {
  std::vector<Prediction> predictions = PredictionsOf(forecasts);
  std::vector<double> thresholds = ThresholdsOf(predictions, points);
  auto steps = static_cast<Index>(thresholds.size());
  MatrixXd decided = MatrixXd::Zero(static_cast<Index>(predictions.size()), steps);
  MatrixXd right = decided;
  MatrixXd all = decided;
  all.leftCols(std::min<Index>(1, steps)).setOnes();
  for (size_t row = 0; row < predictions.size(); ++row) {
    auto first = std::find_if(thresholds.begin(), thresholds.end(), [&](double threshold) {
      return predictions[row].confidence >= threshold;
    });
    if (first != thresholds.end()) {
      decided(static_cast<Index>(row), first - thresholds.begin()) = 1;
      right(static_cast<Index>(row), first - thresholds.begin()) = predictions[row].right ? 1 : 0;
    }
  }
  std::vector<ResampledShare> coverage = ResampleRunningShares(decided, all, bootstrap);
  std::vector<ResampledShare> accuracy = ResampleRunningShares(right, decided, bootstrap);
  std::vector<AbstentionPoint> curve;
  for (size_t i = thresholds.size(); i-- > 0;) {
    curve.push_back(
        {thresholds[i], accuracy[i].rows, EstimateOf(coverage[i]), EstimateOf(accuracy[i])});
  }
  return curve;
}

AbstentionChoice ChooseThreshold(const std::vector<Forecast>& forecasts,
                                 const std::vector<size_t>& folds, double accuracy,
                                 const ClusterBootstrap& bootstrap) {
  return {LowestThreshold(PredictionsOf(forecasts), accuracy),
          CrossValidate(forecasts, folds, accuracy, bootstrap)};
}

}  // namespace autoj

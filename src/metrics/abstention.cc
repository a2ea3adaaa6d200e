#include "metrics/abstention.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "metrics/folds.h"
#include "metrics/resampled_share.h"

namespace autoj {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<Prediction> PredictionsOf(const std::vector<Forecast>& forecasts) {
  std::vector<Prediction> predictions;
  std::transform(forecasts.begin(), forecasts.end(), std::back_inserter(predictions), PredictionOf);
  return predictions;
}

AbstentionPoint PointAt(double threshold, size_t decided, size_t right, size_t all) {
  auto share = [](size_t count, size_t of) {
    return of == 0 ? kNaN : static_cast<double>(count) / static_cast<double>(of);
  };
  return {threshold, decided, share(decided, all), share(right, decided)};
}

// A point for each distinct confidence, from the lowest: with it all are decided.
std::vector<AbstentionPoint> WholeCurve(std::vector<Prediction> predictions) {
  std::sort(predictions.begin(), predictions.end(),
            [](const Prediction& a, const Prediction& b) { return a.confidence > b.confidence; });
  std::vector<AbstentionPoint> curve;
  size_t right = 0;
  for (size_t i = 0; i < predictions.size(); ++i) {
    right += predictions[i].right ? 1 : 0;
    bool is_last_of_its_kind =
        i + 1 == predictions.size() || predictions[i + 1].confidence < predictions[i].confidence;
    if (is_last_of_its_kind) {
      curve.push_back(PointAt(predictions[i].confidence, i + 1, right, predictions.size()));
    }
  }
  std::reverse(curve.begin(), curve.end());
  return curve;
}

AbstentionChoice::HeldOut CrossValidate(const std::vector<Forecast>& forecasts,
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
  for (const AbstentionPoint& point : WholeCurve(std::move(predictions))) {
    if (point.accuracy >= accuracy) {
      return point.threshold;
    }
  }
  return kInfinity;
}

std::vector<AbstentionPoint> AbstentionCurve(const std::vector<Forecast>& forecasts,
                                             size_t points) {
  std::vector<AbstentionPoint> whole = WholeCurve(PredictionsOf(forecasts));
  if (whole.size() <= points) {
    return whole;
  }
  std::vector<AbstentionPoint> curve;
  for (size_t i = 0; i < points; ++i) {
    // From the first to the last, both among them.
    size_t gaps = std::max<size_t>(points - 1, 1);
    curve.push_back(whole[(i * (whole.size() - 1) + gaps / 2) / gaps]);
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

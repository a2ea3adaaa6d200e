#include "metrics/calibration.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "autoj/error.h"

namespace autoj {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kLeastProbability = 1e-15;  // What is called impossible costs 34.5, not infinity.
constexpr double kSumTolerance = 1e-6;

bool IsProbability(double p) { return p >= 0 && p <= 1; }

void Check(const Forecast& forecast) {
  const PairProbabilities& p = forecast.probabilities;
  double sum = std::accumulate(p.begin(), p.end(), 0.0);
  if (!std::all_of(p.begin(), p.end(), IsProbability) || std::abs(sum - 1) > kSumTolerance) {
    throw Error(ErrorKind::kInternal,
                fmt::format("{}, {} and {} are no probabilities of a pair", p[0], p[1], p[2]));
  }
  if (forecast.truth < 0 || forecast.truth > 2) {
    throw Error(ErrorKind::kInternal,
                fmt::format("a truth of {} is none of 0, 1, 2", forecast.truth));
  }
}

double SquaredError(const Forecast& forecast) {
  double sum = 0;
  for (size_t i = 0; i < forecast.probabilities.size(); ++i) {
    double truth = static_cast<int>(i) == forecast.truth ? 1 : 0;
    sum += (forecast.probabilities[i] - truth) * (forecast.probabilities[i] - truth);
  }
  return sum;
}

double LogLoss(const Forecast& forecast) {
  double p = forecast.probabilities[static_cast<size_t>(forecast.truth)];
  return -std::log(std::max(p, kLeastProbability));
}

std::vector<ReliabilityBin> EmptyBins(size_t count) {
  std::vector<ReliabilityBin> bins(count);
  for (size_t i = 0; i < count; ++i) {
    bins[i].low = static_cast<double>(i) / static_cast<double>(count);
    bins[i].high = static_cast<double>(i + 1) / static_cast<double>(count);
  }
  return bins;
}

ReliabilityBin& BinOf(std::vector<ReliabilityBin>& bins, double confidence) {
  auto above =
      std::upper_bound(bins.begin(), bins.end(), confidence,
                       [](double value, const ReliabilityBin& bin) { return value < bin.low; });
  return *std::prev(above);
}

}  // namespace

Prediction PredictionOf(const Forecast& forecast) {
  Check(forecast);
  const PairProbabilities& p = forecast.probabilities;
  auto likeliest = std::max_element(p.begin(), p.end());
  auto alternative = static_cast<size_t>(likeliest - p.begin());
  return {alternative, *likeliest, static_cast<int>(alternative) == forecast.truth};
}

Reliability ComputeReliability(const std::vector<Prediction>& predictions, size_t bins) {
  if (bins == 0) {
    throw Error(ErrorKind::kInternal, "calibration needs at least one bin");
  }
  Reliability result{EmptyBins(bins), 0};
  for (const Prediction& prediction : predictions) {
    ReliabilityBin& bin = BinOf(result.bins, prediction.confidence);
    ++bin.count;
    bin.confidence += prediction.confidence;  // Sums until all are there.
    bin.accuracy += prediction.right ? 1 : 0;
  }
  for (ReliabilityBin& bin : result.bins) {
    result.ece += std::abs(bin.accuracy - bin.confidence);
    bin.confidence = bin.count == 0 ? kNaN : bin.confidence / static_cast<double>(bin.count);
    bin.accuracy = bin.count == 0 ? kNaN : bin.accuracy / static_cast<double>(bin.count);
  }
  result.ece = predictions.empty() ? kNaN : result.ece / static_cast<double>(predictions.size());
  return result;
}

Calibration ComputeCalibration(const std::vector<Forecast>& forecasts, size_t bins) {
  std::vector<Prediction> predictions;
  std::transform(forecasts.begin(), forecasts.end(), std::back_inserter(predictions), PredictionOf);
  return ComputeCalibration(forecasts, predictions, bins);
}

Calibration ComputeCalibration(const std::vector<Forecast>& forecasts,
                               const std::vector<Prediction>& predictions, size_t bins) {
  if (predictions.size() != forecasts.size()) {
    throw Error(ErrorKind::kInternal, "calibration needs a prediction for each forecast");
  }
  Calibration result{ComputeReliability(predictions, bins)};
  for (const Forecast& forecast : forecasts) {
    Check(forecast);
    result.brier += SquaredError(forecast);
    result.log_loss += LogLoss(forecast);
  }
  auto count = static_cast<double>(forecasts.size());
  for (double* sum : {&result.brier, &result.log_loss}) {
    *sum = forecasts.empty() ? kNaN : *sum / count;
  }
  return result;
}

}  // namespace autoj

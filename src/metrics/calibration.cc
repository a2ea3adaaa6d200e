#include "metrics/calibration.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "metrics/resampled_share.h"

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
  if (count == 0) {
    throw Error(ErrorKind::kInternal, "calibration needs at least one bin");
  }
  std::vector<ReliabilityBin> bins(count);
  for (size_t i = 0; i < count; ++i) {
    bins[i].low = static_cast<double>(i) / static_cast<double>(count);
    bins[i].high = static_cast<double>(i + 1) / static_cast<double>(count);
  }
  return bins;
}

size_t BinOf(const std::vector<ReliabilityBin>& bins, double confidence) {
  auto above =
      std::upper_bound(bins.begin(), bins.end(), confidence,
                       [](double value, const ReliabilityBin& bin) { return value < bin.low; });
  return static_cast<size_t>(above - bins.begin()) - 1;
}

// The columns of ResampleShares from which a reliability follows: of each bin, what each prediction
// adds to accuracy less confidence (nothing where it is in another), then whether it is right.
std::vector<std::vector<double>> ReliabilityColumns(const std::vector<Prediction>& predictions,
                                                    const std::vector<ReliabilityBin>& bins) {
  std::vector<std::vector<double>> columns(bins.size(), std::vector<double>(predictions.size()));
  columns.resize(2 * bins.size(), std::vector<double>(predictions.size(), kNaN));
  for (size_t row = 0; row < predictions.size(); ++row) {
    size_t bin = BinOf(bins, predictions[row].confidence);
    double right = predictions[row].right ? 1 : 0;
    columns[bin][row] = right - predictions[row].confidence;
    columns[bins.size() + bin][row] = right;
  }
  return columns;
}

// The mean of absolute gaps, in the whole set and in each resample.
Estimate SumGaps(const std::vector<ResampledShare>& shares, size_t bins) {
  ResampledShare sum = shares.front();
  std::fill(sum.replicates.begin(), sum.replicates.end(), 0);
  sum.value = 0;
  for (size_t bin = 0; bin < bins; ++bin) {
    sum.value += std::abs(shares[bin].value);
    for (size_t i = 0; i < sum.replicates.size(); ++i) {
      sum.replicates[i] += std::abs(shares[bin].replicates[i]);
    }
  }
  return ReflectedInterval(sum.value, std::move(sum.replicates));
}

// `shares`: of ReliabilityColumns, and perhaps more.
Reliability ReliabilityOf(const std::vector<Prediction>& predictions,
                          std::vector<ReliabilityBin> bins,
                          const std::vector<ResampledShare>& shares) {
  for (const Prediction& prediction : predictions) {
    ReliabilityBin& bin = bins[BinOf(bins, prediction.confidence)];
    ++bin.count;
    bin.confidence += prediction.confidence;  // A sum until all are there.
  }
  for (size_t i = 0; i < bins.size(); ++i) {
    bins[i].confidence /= static_cast<double>(bins[i].count);  // NaN for none
    bins[i].accuracy = EstimateOf(shares[bins.size() + i]);
  }
  Estimate ece = SumGaps(shares, bins.size());
  return {std::move(bins), ece};
}

}  // namespace

Prediction PredictionOf(const Forecast& forecast) {
  Check(forecast);
  const PairProbabilities& p = forecast.probabilities;
  auto likeliest = std::max_element(p.begin(), p.end());
  auto alternative = static_cast<size_t>(likeliest - p.begin());
  return {alternative, *likeliest, static_cast<int>(alternative) == forecast.truth};
}

Reliability ComputeReliability(const std::vector<Prediction>& predictions,
                               const ClusterBootstrap& bootstrap, size_t bins) {
  std::vector<ReliabilityBin> empty = EmptyBins(bins);
  std::vector<ResampledShare> shares =
      ResampleShares(ReliabilityColumns(predictions, empty), bootstrap);
  return ReliabilityOf(predictions, std::move(empty), shares);
}

Calibration ComputeCalibration(const std::vector<Forecast>& forecasts,
                               const ClusterBootstrap& bootstrap, size_t bins) {
  std::vector<Prediction> predictions;
  std::transform(forecasts.begin(), forecasts.end(), std::back_inserter(predictions), PredictionOf);
  return ComputeCalibration(forecasts, predictions, bootstrap, bins);
}

Calibration ComputeCalibration(const std::vector<Forecast>& forecasts,
                               const std::vector<Prediction>& predictions,
                               const ClusterBootstrap& bootstrap, size_t bins) {
  if (predictions.size() != forecasts.size()) {
    throw Error(ErrorKind::kInternal, "calibration needs a prediction for each forecast");
  }
  std::vector<ReliabilityBin> empty = EmptyBins(bins);
  std::vector<std::vector<double>> columns = ReliabilityColumns(predictions, empty);
  std::vector<double> squared;
  std::vector<double> losses;
  for (const Forecast& forecast : forecasts) {
    Check(forecast);
    squared.push_back(SquaredError(forecast));
    losses.push_back(LogLoss(forecast));
  }
  columns.push_back(std::move(squared));
  columns.push_back(std::move(losses));
  std::vector<ResampledShare> shares = ResampleShares(columns, bootstrap);
  return {ReliabilityOf(predictions, std::move(empty), shares), EstimateMean(shares[2 * bins]),
          EstimateMean(shares[2 * bins + 1])};
}

}  // namespace autoj

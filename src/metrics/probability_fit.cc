#include "metrics/probability_fit.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <optional>

#include <fmt/format.h>
#include <Eigen/Core>
#include <boost/math/tools/minima.hpp>

#include "autoj/error.h"

namespace autoj {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr double kColdest = 0.01;
constexpr double kHottest = 100;

double LogSumExp(const PairProbabilities& logs) {
  double highest = *std::max_element(logs.begin(), logs.end());
  double sum = 0;
  for (double log : logs) {
    sum += std::exp(log - highest);
  }
  return highest + std::log(sum);
}

PairProbabilities Logs(const PairProbabilities& probabilities) {
  PairProbabilities logs{};
  std::transform(probabilities.begin(), probabilities.end(), logs.begin(),
                 [](double p) { return std::log(p); });
  return logs;
}

PairProbabilities Divided(PairProbabilities logs, double temperature) {
  for (double& log : logs) {
    log /= temperature;
  }
  return logs;
}

// The log-odds of the alternatives against the truth; nothing where that was called impossible.
std::optional<PairProbabilities> LogOddsAgainstTruth(const Forecast& forecast) {
  PredictionOf(forecast);  // Throws where the forecast is none.
  PairProbabilities logs = Logs(forecast.probabilities);
  double truth = logs[static_cast<size_t>(forecast.truth)];
  return std::isfinite(truth)
             ? std::optional<PairProbabilities>({logs[0] - truth, logs[1] - truth, logs[2] - truth})
             : std::nullopt;
}

std::vector<PairProbabilities> LogOddsAgainstTruth(const std::vector<Forecast>& forecasts) {
  std::vector<PairProbabilities> result;
  for (const Forecast& forecast : forecasts) {
    if (std::optional<PairProbabilities> odds = LogOddsAgainstTruth(forecast)) {
      result.push_back(*odds);
    }
  }
  return result;
}

// How a forecast's loss changes with the inverse of the temperature: its first derivative, and the
// second.
struct Slope {
  double first = 0;
  double second = 0;
};

Slope SlopeAt(const PairProbabilities& log_odds, double temperature) {
  PairProbabilities divided = Divided(log_odds, temperature);
  double sum = LogSumExp(divided);
  double mean = 0;
  double squares = 0;
  for (size_t i = 0; i < log_odds.size(); ++i) {
    if (std::isfinite(log_odds[i])) {  // what is impossible stays so
      double p = std::exp(divided[i] - sum);
      mean += p * log_odds[i];
      squares += p * log_odds[i] * log_odds[i];
    }
  }
  return {mean, squares - mean * mean};
}

double LogLossAt(const std::vector<PairProbabilities>& log_odds, double temperature) {
  double loss = 0;
  for (const PairProbabilities& odds : log_odds) {
    loss += LogSumExp(Divided(odds, temperature));
  }
  return loss;
}

// The standard error of the temperature, by clusters, as a share of it; NaN where no forecast
// tells.
double RelativeError(const TemperatureFit& fit, const std::vector<Forecast>& forecasts,
                     const ClusterBootstrap& bootstrap) {
  std::vector<double> by_cluster(bootstrap.clusters());
  double curvature = 0;
  for (size_t row = 0; row < forecasts.size(); ++row) {
    if (std::optional<PairProbabilities> odds = LogOddsAgainstTruth(forecasts[row])) {
      Slope slope = SlopeAt(*odds, fit.temperature);
      by_cluster[bootstrap.cluster_of(row)] += slope.first;
      curvature += slope.second;
    }
  }
  double squares =
      std::inner_product(by_cluster.begin(), by_cluster.end(), by_cluster.begin(), 0.0);
  return fit.temperature * std::sqrt(squares) / curvature;
}

// Half standard errors to both sides, and, as resamples of few forecasts reach them, on to the
// bounds of the search.
std::vector<double> TemperaturesAround(double temperature, double error) {
  constexpr int kNear = 6;
  constexpr int kFar = 10;  // of them as many to each bound
  std::vector<double> around;
  auto add = [&](double one) {
    if (one > kColdest && one < kHottest) {
      around.push_back(one);
    }
  };
  double coldest_near = temperature * std::exp(-0.5 * kNear * error);
  double hottest_near = temperature * std::exp(0.5 * kNear * error);
  around.push_back(kColdest);
  for (int i = 1; i < kFar; ++i) {
    add(std::exp(std::lerp(std::log(kColdest), std::log(coldest_near), 1.0 * i / kFar)));
  }
  for (int i = -kNear; i <= kNear; ++i) {
    add(temperature * std::exp(0.5 * i * error));
  }
  for (int i = 1; i < kFar; ++i) {
    add(std::exp(std::lerp(std::log(hottest_near), std::log(kHottest), 1.0 * i / kFar)));
  }
  around.push_back(kHottest);
  return around;
}

// Where a loss is least, by its slopes at rising temperatures, which fall: between those of unlike
// signs, in proportion of their logarithms; the first or the last where there are none.
double WhereLeast(const std::vector<double>& temperatures, const Eigen::RowVectorXd& slopes) {
  auto below = std::find_if(slopes.begin(), slopes.end(), [](double slope) { return slope <= 0; });
  auto i = static_cast<size_t>(below - slopes.begin());
  if (i == 0 || i == temperatures.size()) {
    return i == 0 ? temperatures.front() : temperatures.back();
  }
  double before = slopes[static_cast<Index>(i) - 1];
  return std::exp(std::lerp(std::log(temperatures[i - 1]), std::log(temperatures[i]),
                            before / (before - *below)));
}

// A level of the fit: what stands between `low` and `high` was right in `sum` of `weight`.
struct Block {
  double low = 0;
  double high = 0;
  double sum = 0;
  double weight = 0;

  double Mean() const { return sum / weight; }
};

// Equal confidences are one block from the start; then each one joins those before it for as long
// as they are not below it.
std::vector<Block> PoolAdjacentViolators(const std::vector<double>& x,
                                         const std::vector<double>& y) {
  std::vector<size_t> order(x.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return x[a] < x[b]; });
  std::vector<Block> points;
  for (size_t i : order) {
    if (points.empty() || points.back().high != x[i]) {
      points.push_back({x[i], x[i], 0, 0});
    }
    points.back().sum += y[i];
    points.back().weight += 1;
  }
  std::vector<Block> blocks;
  for (Block block : points) {
    while (!blocks.empty() && blocks.back().Mean() >= block.Mean()) {
      const Block& before = blocks.back();
      block = {before.low, block.high, before.sum + block.sum, before.weight + block.weight};
      blocks.pop_back();
    }
    blocks.push_back(block);
  }
  return blocks;
}

IsotonicFit FitConfidence(const std::vector<Forecast>& forecasts) {
  std::vector<double> confidence;
  std::vector<double> right;
  for (const Forecast& forecast : forecasts) {
    Prediction prediction = PredictionOf(forecast);
    confidence.push_back(prediction.confidence);
    right.push_back(prediction.right ? 1 : 0);
  }
  return {confidence, right};
}

}  // namespace

TemperatureFit FitTemperature(const std::vector<Forecast>& forecasts) {
  std::vector<PairProbabilities> odds = LogOddsAgainstTruth(forecasts);
  TemperatureFit fit{.left_out = forecasts.size() - odds.size()};
  // The loss is convex in 1/T, so that over log T it has a single valley.
  auto loss = [&](double log_temperature) { return LogLossAt(odds, std::exp(log_temperature)); };
  constexpr int kBits = std::numeric_limits<double>::digits / 2;  // More is lost in rounding.
  auto [log_temperature, least] =
      boost::math::tools::brent_find_minima(loss, std::log(kColdest), std::log(kHottest), kBits);
  double loss_at_one = LogLossAt(odds, 1);
  if (least < loss_at_one) {
    fit.temperature = std::exp(log_temperature);
  }
  for (double bound : {kColdest, kHottest}) {
    if (double at_bound = LogLossAt(odds, bound); at_bound <= least && at_bound < loss_at_one) {
      fit.temperature = bound;
      fit.is_at_bound = true;
    }
  }
  return fit;
}

Estimate TemperatureInterval(const TemperatureFit& fit, const std::vector<Forecast>& forecasts,
                             const ClusterBootstrap& bootstrap) {
  double error = RelativeError(fit, forecasts, bootstrap);
  if (fit.is_at_bound || !std::isfinite(error)) {
    return {fit.temperature};
  }
  std::vector<double> near = TemperaturesAround(fit.temperature, error);
  MatrixXd slopes =
      MatrixXd::Zero(static_cast<Index>(forecasts.size()), static_cast<Index>(near.size()));
  for (size_t row = 0; row < forecasts.size(); ++row) {
    if (std::optional<PairProbabilities> odds = LogOddsAgainstTruth(forecasts[row])) {
      for (size_t i = 0; i < near.size(); ++i) {
        slopes(static_cast<Index>(row), static_cast<Index>(i)) = SlopeAt(*odds, near[i]).first;
      }
    }
  }
  MatrixXd sums = bootstrap.Sums(slopes);
  std::vector<double> temperatures;
  for (Index resample = 0; resample < sums.rows(); ++resample) {
    temperatures.push_back(WhereLeast(near, sums.row(resample)));
  }
  return PercentileInterval(fit.temperature, std::move(temperatures));
}

PairProbabilities AtTemperature(const PairProbabilities& probabilities, double temperature) {
  PairProbabilities logs = Divided(Logs(probabilities), temperature);
  double sum = LogSumExp(logs);
  PairProbabilities result{};
  std::transform(logs.begin(), logs.end(), result.begin(),
                 [&](double log) { return std::exp(log - sum); });
  return result;
}

IsotonicFit::IsotonicFit(const std::vector<double>& confidence, const std::vector<double>& right) {
  auto is_nan = [](double value) { return std::isnan(value); };
  if (confidence.size() != right.size() ||
      std::any_of(confidence.begin(), confidence.end(), is_nan) ||
      std::any_of(right.begin(), right.end(), is_nan)) {
    throw Error(ErrorKind::kInternal,
                fmt::format("{} confidences and {} outcomes, or a NaN among them, cannot be fitted",
                            confidence.size(), right.size()));
  }
  for (const Block& block : PoolAdjacentViolators(confidence, right)) {
    x_.push_back(block.low);
    y_.push_back(block.Mean());
    if (block.high > block.low) {
      x_.push_back(block.high);
      y_.push_back(block.Mean());
    }
  }
}

double IsotonicFit::operator()(double confidence) const {
  if (x_.empty()) {
    return confidence;
  }
  auto above = std::upper_bound(x_.begin(), x_.end(), confidence);
  if (above == x_.begin()) {
    return y_.front();
  }
  if (above == x_.end()) {
    return y_.back();
  }
  auto i = static_cast<size_t>(above - x_.begin());
  return std::lerp(y_[i - 1], y_[i], (confidence - x_[i - 1]) / (x_[i] - x_[i - 1]));
}

PairProbabilities WithConfidence(const PairProbabilities& probabilities, double confidence) {
  auto likeliest = static_cast<size_t>(
      std::max_element(probabilities.begin(), probabilities.end()) - probabilities.begin());
  PairProbabilities shares = probabilities;
  shares[likeliest] = 0;
  double others = std::accumulate(shares.begin(), shares.end(), 0.0);
  PairProbabilities result{};
  for (size_t i = 0; i < result.size(); ++i) {
    double share = others > 0 ? shares[i] / others : 0.5;
    result[i] = i == likeliest ? confidence : (1 - confidence) * share;
  }
  return result;
}

CrossValidatedFit CrossValidateFit(const std::vector<Forecast>& forecasts,
                                   const std::vector<size_t>& folds,
                                   const ClusterBootstrap& bootstrap) {
  std::vector<Forecast> heated = forecasts;
  std::vector<Forecast> fitted = forecasts;
  std::vector<Prediction> predictions(forecasts.size());  // what was likeliest stays the answer
  for (const Fold& fold : SplitFolds(folds, forecasts.size())) {
    std::vector<Forecast> others = PickRows(forecasts, fold.outside);
    double temperature = FitTemperature(others).temperature;
    IsotonicFit isotonic = FitConfidence(others);
    for (size_t row : fold.inside) {
      const PairProbabilities& raw = forecasts[row].probabilities;
      heated[row].probabilities = AtTemperature(raw, temperature);
      predictions[row] = PredictionOf(forecasts[row]);
      predictions[row].confidence = isotonic(predictions[row].confidence);
      fitted[row].probabilities = WithConfidence(raw, predictions[row].confidence);
    }
  }
  TemperatureFit whole = FitTemperature(forecasts);
  return {ComputeCalibration(forecasts, bootstrap), ComputeCalibration(heated, bootstrap),
          ComputeCalibration(fitted, predictions, bootstrap), whole,
          TemperatureInterval(whole, forecasts, bootstrap)};
}

}  // namespace autoj

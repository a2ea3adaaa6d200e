#include "metrics/score_fit.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include <boost/math/tools/minima.hpp>

namespace autoj {
namespace {

constexpr double kLeastOffset = 1e-4;
constexpr double kMostOffset = 10;
constexpr double kColdest = 0.01;
constexpr double kHottest = 100;

// The logarithm of where a function is least, and what it is there.
template <typename Function>
std::pair<double, double> MinimizeOverLog(Function function, double low, double high) {
  constexpr int kBits = std::numeric_limits<double>::digits / 3;
  std::uintmax_t steps = 100;
  return boost::math::tools::brent_find_minima(function, std::log(low), std::log(high), kBits,
                                               steps);
}

// One row an item: of each class how its logarithm leads that of the true one.
Eigen::ArrayXXd LeadsAt(const std::vector<Eigen::VectorXf>& scores,
                        const std::vector<size_t>& truth, double offset) {
  Eigen::ArrayXXd leads(static_cast<Eigen::Index>(scores.size()), scores.front().size());
  for (size_t i = 0; i < scores.size(); ++i) {
    Eigen::ArrayXd logs = (scores[i].cast<double>().array().max(0) + offset).log();
    leads.row(static_cast<Eigen::Index>(i)) = logs - logs[static_cast<Eigen::Index>(truth[i])];
  }
  return leads;
}

double LogLoss(const Eigen::ArrayXXd& leads, double temperature) {
  Eigen::ArrayXd highest = leads.rowwise().maxCoeff() / temperature;
  Eigen::ArrayXXd above = (leads / temperature).colwise() - highest;
  return (highest + above.exp().rowwise().sum().log()).sum();
}

}  // namespace

ScoreFit FitScores(const std::vector<Eigen::VectorXf>& scores, const std::vector<size_t>& truth) {
  if (scores.empty()) {
    return {};
  }
  auto best_temperature = [&](double log_offset) {
    Eigen::ArrayXXd leads = LeadsAt(scores, truth, std::exp(log_offset));
    return MinimizeOverLog([&](double log_t) { return LogLoss(leads, std::exp(log_t)); }, kColdest,
                           kHottest);
  };
  double log_offset = MinimizeOverLog([&](double log) { return best_temperature(log).second; },
                                      kLeastOffset, kMostOffset)
                          .first;
  return {std::exp(log_offset), std::exp(best_temperature(log_offset).first)};
}

}  // namespace autoj

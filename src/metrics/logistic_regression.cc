#include "metrics/logistic_regression.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <Eigen/Cholesky>

#include "autoj/error.h"

namespace autoj {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kMaxSteps = 100;
constexpr int kMaxHalvings = 40;
// Of the log-odds. Steps shrink quadratically: after one as small as this 1e-12 is left.
constexpr double kSmallStep = 1e-6;
// Of the objective, as a share: near the maximum a good step may seem to lose so much.
constexpr double kRounding = 1e-12;
constexpr double kSingular = 1e-12;  // A pivot, the columns brought to one scale.

struct Problem {
  const MatrixXd& x;
  const VectorXd& y;
  VectorXd weights;
  double ridge = 0;
};

void Check(const Problem& problem) {
  const auto& [x, y, weights, ridge] = problem;
  if (x.rows() != y.size() || x.rows() != weights.size() || x.cols() == 0) {
    throw Error(ErrorKind::kInternal,
                fmt::format("a regression of {} rows and {} columns on {} outcomes, {} weights",
                            x.rows(), x.cols(), y.size(), weights.size()));
  }
  bool is_data = x.allFinite() && (y.array() >= 0 && y.array() <= 1).all() && weights.allFinite() &&
                 (weights.array() >= 0).all() && ridge >= 0;
  if (!is_data) {
    throw Error(ErrorKind::kInternal,
                "a regression needs finite columns, outcomes in [0, 1], weights and ridge from 0");
  }
}

Problem ProblemOf(const MatrixXd& x, const VectorXd& y, const VectorXd& weights, double ridge) {
  Problem problem{x, y, weights.size() == 0 ? VectorXd::Ones(y.size()) : weights, ridge};
  Check(problem);
  return problem;
}

// Coefficients and what follows from them for each row.
struct Position {
  VectorXd coefficients;
  VectorXd log_odds;
  ArrayXd probabilities;
  double objective = 0;  // The penalised log-likelihood.
};

Position PositionAt(const Problem& problem, VectorXd coefficients) {
  Position at{std::move(coefficients), {}, {}};
  at.log_odds = problem.x * at.coefficients;
  // Of the likelier outcome, so that nothing overflows.
  ArrayXd odds = (-at.log_odds.array().abs()).exp();
  at.probabilities = (at.log_odds.array() < 0).select(odds, 1.0) / (1 + odds);
  ArrayXd log_likelihood =
      problem.y.array() * at.log_odds.array() - at.log_odds.array().max(0) - odds.log1p();
  at.objective = problem.weights.dot(log_likelihood.matrix()) -
                 problem.ridge / 2 * at.coefficients.squaredNorm();
  return at;
}

ArrayXd WeightedErrors(const Problem& problem, const Position& at) {
  return problem.weights.array() * (problem.y.array() - at.probabilities);
}

VectorXd Gradient(const Problem& problem, const Position& at) {
  return problem.x.transpose() * WeightedErrors(problem, at).matrix() -
         problem.ridge * at.coefficients;
}

// The negative second derivative, factorised. Its columns are brought to one scale before, so that
// the units of the data do not decide what is singular.
class Information {
 public:
  Information(const Problem& problem, const Position& at) {
    const ArrayXd& p = at.probabilities;
    ArrayXd root = (problem.weights.array() * p * (1 - p)).sqrt();
    MatrixXd rows = problem.x.array().colwise() * root;
    MatrixXd matrix = MatrixXd::Zero(rows.cols(), rows.cols());
    matrix.diagonal().setConstant(problem.ridge);
    matrix.selfadjointView<Eigen::Lower>().rankUpdate(rows.transpose());
    scale_ = matrix.diagonal().cwiseSqrt().cwiseInverse();
    if (scale_.allFinite()) {
      factors_.compute(scale_.asDiagonal() * matrix * scale_.asDiagonal());
      is_regular_ = factors_.info() == Eigen::Success && factors_.vectorD().minCoeff() > kSingular;
    }
  }

  bool IsRegular() const { return is_regular_; }

  VectorXd Solve(const VectorXd& right) const {
    return scale_.cwiseProduct(factors_.solve(scale_.cwiseProduct(right)));
  }

  MatrixXd Inverse() const {
    MatrixXd inverse = factors_.solve(MatrixXd::Identity(scale_.size(), scale_.size()));
    return scale_.asDiagonal() * inverse * scale_.asDiagonal();
  }

 private:
  VectorXd scale_;
  Eigen::LDLT<MatrixXd> factors_;
  bool is_regular_ = false;
};

// A whole step can overshoot; a part of it always climbs.
Position Step(const Problem& problem, const Position& from, VectorXd move) {
  Position to = PositionAt(problem, from.coefficients + move);
  double least = from.objective - kRounding * (1 + std::abs(from.objective));
  for (int i = 0; i < kMaxHalvings && !(to.objective >= least); ++i) {
    move /= 2;
    to = PositionAt(problem, from.coefficients + move);
  }
  return to;
}

// From `start` to the maximum; nothing where there is none that is finite and unique.
std::optional<Position> Climb(const Problem& problem, const VectorXd& start) {
  Position at = PositionAt(problem, start);
  for (int step = 0; step < kMaxSteps; ++step) {
    Information information(problem, at);
    if (!information.IsRegular()) {
      return std::nullopt;
    }
    VectorXd move = information.Solve(Gradient(problem, at));
    if ((problem.x * move).lpNorm<Eigen::Infinity>() < kSmallStep) {
      return PositionAt(problem, at.coefficients + move);
    }
    at = Step(problem, at, std::move(move));
  }
  return std::nullopt;
}

// How far each cluster pulls the coefficients, squared and summed.
MatrixXd ClusterScores(const Problem& problem, const Position& at,
                       const std::vector<size_t>& clusters, Index count) {
  ArrayXd error = WeightedErrors(problem, at);
  MatrixXd scores = MatrixXd::Zero(count, problem.x.cols());
  for (Index row = 0; row < error.size(); ++row) {
    scores.row(static_cast<Index>(clusters[static_cast<size_t>(row)])) +=
        error[row] * problem.x.row(row);
  }
  return scores.transpose() * scores;
}

MatrixXd ClusterCovariance(const Problem& problem, const Position& at, const MatrixXd& inverse,
                           const std::vector<size_t>& clusters) {
  if (static_cast<Index>(clusters.size()) != problem.y.size()) {
    throw Error(ErrorKind::kInternal, fmt::format("a regression of {} rows with {} cluster numbers",
                                                  problem.y.size(), clusters.size()));
  }
  auto count = static_cast<Index>(*std::max_element(clusters.begin(), clusters.end())) + 1;
  auto [rows, columns] = std::pair(problem.x.rows(), problem.x.cols());
  if (count < 2 || rows <= columns) {
    return MatrixXd::Constant(columns, columns, kNaN);
  }
  double correction = static_cast<double>(count) / static_cast<double>(count - 1) *
                      static_cast<double>(rows - 1) / static_cast<double>(rows - columns);
  return correction * inverse * ClusterScores(problem, at, clusters, count) * inverse;
}

}  // namespace

LogisticFit FitLogistic(const MatrixXd& x, const VectorXd& y, const VectorXd& weights, double ridge,
                        const std::vector<size_t>& clusters) {
  Problem problem = ProblemOf(x, y, weights, ridge);
  std::optional<Position> found = Climb(problem, VectorXd::Zero(x.cols()));
  if (!found) {
    return {VectorXd::Constant(x.cols(), kNaN), MatrixXd::Constant(x.cols(), x.cols(), kNaN),
            false};
  }
  MatrixXd inverse = Information(problem, *found).Inverse();
  return {found->coefficients,
          clusters.empty() ? inverse : ClusterCovariance(problem, *found, inverse, clusters), true};
}

VectorXd RefitLogistic(const MatrixXd& x, const VectorXd& y, const VectorXd& weights, double ridge,
                       const VectorXd& start) {
  Problem problem = ProblemOf(x, y, weights, ridge);
  if (start.size() != x.cols()) {
    throw Error(ErrorKind::kInternal, fmt::format("a regression on {} columns from a start of {}",
                                                  x.cols(), start.size()));
  }
  std::optional<Position> found = Climb(problem, start);
  return found ? found->coefficients : VectorXd::Constant(x.cols(), kNaN);
}

}  // namespace autoj

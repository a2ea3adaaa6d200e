#include "scenario/classifier_fit.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/hash.h"
#include "scenario/ridge.h"

namespace autoj {
namespace {

using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;

constexpr float kLeastSpread = 1e-6F;

// The same rows in the same order have the same name.
std::string NameRows(const TrainingSet& set, const std::vector<size_t>& rows) {
  std::string all;
  for (size_t row : rows) {
    const std::string& query = set.queries[row];
    all += fmt::format("{} {} {}\n", set.classes[set.labels[row]], query.size(), query);
  }
  return "sha256:" + Sha256(all);
}

VectorXf CountClasses(const TrainingSet& set, const std::vector<size_t>& rows) {
  VectorXf counts = VectorXf::Zero(static_cast<Index>(set.classes.size()));
  for (size_t row : rows) {
    counts[static_cast<Index>(set.labels[row])] += 1;
  }
  return counts;
}

GramVocabulary LearnGrams(const TrainingSet& set, const std::vector<size_t>& rows) {
  std::vector<const std::vector<FieldGrams>*> queries;
  queries.reserve(rows.size());
  for (size_t row : rows) {
    queries.push_back(&set.grams[row]);
  }
  return GramVocabulary::Learn(queries);
}

SparseRows WeighAll(const GramVocabulary& vocabulary, const TrainingSet& set,
                    const std::vector<size_t>& rows) {
  SparseRows weighed;
  for (size_t row : rows) {
    weighed.push_back(vocabulary.Weigh(set.grams[row]));
  }
  return weighed;
}

// One row a query: 1 for its class, less the class's share.
MatrixXf CentredTargets(const TrainingSet& set, const std::vector<size_t>& rows,
                        const VectorXf& shares) {
  MatrixXf targets = (-shares).transpose().replicate(static_cast<Index>(rows.size()), 1);
  for (size_t i = 0; i < rows.size(); ++i) {
    targets(static_cast<Index>(i), static_cast<Index>(set.labels[rows[i]])) += 1;
  }
  return targets;
}

// States as the ridge sees them: one column a query, and how they are made so.
struct StandardStates {
  MatrixXf columns;
  VectorXf mean;
  VectorXf inverse_spread;
};

StandardStates Standardise(const TrainingSet& set, const std::vector<size_t>& rows, double share) {
  StandardStates states;
  if (set.states.size() == 0) {
    return states;
  }
  states.columns.resize(set.states.rows(), static_cast<Index>(rows.size()));
  for (size_t i = 0; i < rows.size(); ++i) {
    states.columns.col(static_cast<Index>(i)) = set.states.col(static_cast<Index>(rows[i]));
  }
  states.mean = states.columns.rowwise().mean();
  states.columns.colwise() -= states.mean;
  VectorXf variance = states.columns.array().square().rowwise().mean();
  // So that a query's squared length comes to `share`.
  auto length = static_cast<float>(std::sqrt(share / static_cast<double>(set.states.rows())));
  states.inverse_spread = length * variance.cwiseSqrt().cwiseMax(kLeastSpread).cwiseInverse();
  states.columns.array().colwise() *= states.inverse_spread.array();
  return states;
}

// What a ridge regression says of features.
struct Fit {
  MatrixXf gram_weights;  // one column a gram
  VectorXf gram_squares;  // of each gram's values over the queries
  StandardStates states;
  MatrixXf state_weights;
};

Fit FitGrams(const GramVocabulary& vocabulary, const TrainingSet& set,
             const std::vector<size_t>& rows, const MatrixXf& targets, const FitOptions& options) {
  Fit fit;
  auto count = static_cast<float>(rows.size());
  SparseRows features = WeighAll(vocabulary, set, rows);
  size_t width = vocabulary.grams().size();
  MatrixXf kernel = Products(features, features, width);
  fit.states = Standardise(set, rows, options.state_share * kernel.trace() / count);
  const MatrixXf& columns = fit.states.columns;
  if (columns.size() > 0) {
    kernel.noalias() += columns.transpose() * columns;
  }
  float penalty = static_cast<float>(options.penalty) * kernel.trace() / count;
  MatrixXf duals = SolveRidge(kernel, targets, penalty);
  fit.gram_weights = WeightsOf(features, duals, width);
  fit.gram_squares = SquaresOf(features, width);
  if (columns.size() > 0) {
    fit.state_weights = duals.transpose() * columns.transpose();
  }
  return fit;
}

// How much of all scores a gram makes.
std::vector<float> WorthOf(const Fit& fit) {
  VectorXf worth =
      fit.gram_weights.colwise().squaredNorm().transpose().cwiseProduct(fit.gram_squares);
  return {worth.begin(), worth.end()};
}

// The classes that occur, by name.
std::vector<std::string> NamesOf(const std::vector<LabelledQuery>& queries) {
  std::vector<std::string> names;
  names.reserve(queries.size());
  for (const LabelledQuery& query : queries) {
    names.push_back(query.label);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace

TrainingSet MakeTrainingSet(const std::vector<LabelledQuery>& queries,
                            const std::vector<LabelledQuery>& beside) {
  if (NamesOf(queries).size() < 2) {
    throw Error(ErrorKind::kInput,
                fmt::format("all {} rows are \"{}\": a classifier needs at least two classes to "
                            "tell apart",
                            queries.size(), queries.empty() ? "" : queries[0].label));
  }
  std::vector<LabelledQuery> all = queries;
  all.insert(all.end(), beside.begin(), beside.end());
  TrainingSet set;
  set.tested = queries.size();
  set.classes = NamesOf(all);
  for (const LabelledQuery& query : all) {
    auto place = std::lower_bound(set.classes.begin(), set.classes.end(), query.label);
    set.labels.push_back(static_cast<size_t>(place - set.classes.begin()));
    set.queries.push_back(query.query);
    set.grams.push_back(CountGrams(query.query));
  }
  return set;
}

ClassifierWeights FitClassifier(const TrainingSet& set, const std::vector<size_t>& rows,
                                const FitOptions& options) {
  VectorXf shares = CountClasses(set, rows) / static_cast<float>(rows.size());
  float once = 1 / static_cast<float>(rows.size());  // for a class that no row is of
  VectorXf boost =
      shares.cwiseMax(once).array().pow(static_cast<float>(-options.evenness)).matrix();
  MatrixXf targets = CentredTargets(set, rows, shares) * boost.asDiagonal();

  // All grams are tried, and fitted again are those that matter.
  GramVocabulary all = LearnGrams(set, rows);
  Fit first = FitGrams(all, set, rows, targets, options);
  GramVocabulary vocabulary = all.Keep(WorthOf(first), options.most_grams);
  Fit fit = FitGrams(vocabulary, set, rows, targets, options);

  ClassifierWeights weights;
  weights.kind = set.states.size() == 0 ? "lexical" : "embedded";
  weights.classes = set.classes;
  weights.frequencies.assign(shares.begin(), shares.end());
  weights.trained_on = NameRows(set, rows);
  weights.vocabulary = std::move(vocabulary);
  weights.bias = shares.cwiseProduct(boost);
  RoundWeights(fit.gram_weights, &weights);
  weights.states = {set.state_model, set.state_layers, std::move(fit.states.mean),
                    std::move(fit.states.inverse_spread), std::move(fit.state_weights)};
  return weights;
}

VectorXf ScoreOf(const ClassifierWeights& weights, const TrainingSet& set, size_t row) {
  VectorXf states;
  if (set.states.size() > 0) {
    states = set.states.col(static_cast<Index>(row));
  }
  return Score(weights, weights.vocabulary.Weigh(set.grams[row]), states);
}

}  // namespace autoj

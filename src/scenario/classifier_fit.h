#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "scenario/classifier_weights.h"
#include "scenario/query_grams.h"

namespace autoj {

/// A query whose class is known.
struct LabelledQuery {
  std::string query;
  std::string label;  ///< A scenario class.
};

/// Labelled queries as numbers.
struct TrainingSet {
  std::vector<std::string> queries;
  std::vector<std::string> classes;  ///< Those that occur, by name.
  std::vector<size_t> labels;        ///< Of each query the place of its class.
  std::vector<std::vector<FieldGrams>> grams;
  size_t tested = 0;       ///< The first so many are asked about; the others are only learnt from.
  Eigen::MatrixXf states;  ///< Numbers x queries (ReadQueryStates); empty for "lexical".
  std::string state_model;
  std::vector<int> state_layers;
};

/// Without states. `beside`: what is only learnt from. Throws Error(kInput) for fewer than two
/// classes among `queries`.
TrainingSet MakeTrainingSet(const std::vector<LabelledQuery>& queries,
                            const std::vector<LabelledQuery>& beside = {});

/// How a classifier is fitted; all chosen by cross-validation.
struct FitOptions {
  double penalty = 0.15;   ///< Of the ridge, as a share of the queries' mean squared length.
  double evenness = 0.2;   ///< Scores are divided by a class's frequency to this power.
  double state_share = 1;  ///< What states weigh beside the grams.
  size_t most_grams = 98'304;
};

/// A classifier learnt from those queries of a set that `rows` names: a ridge regression of each
/// class on the features, in closed form. Its probabilities are not fitted yet, and its threshold
/// is 0.
ClassifierWeights FitClassifier(const TrainingSet& set, const std::vector<size_t>& rows,
                                const FitOptions& options);

/// The score of each class for a query of a set that need not be among those it learnt from.
Eigen::VectorXf ScoreOf(const ClassifierWeights& weights, const TrainingSet& set, size_t row);

}  // namespace autoj

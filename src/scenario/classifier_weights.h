#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <Eigen/Core>

#include "scenario/gram_vocabulary.h"

namespace autoj {

/// How a model's hidden states become numbers, and what a classifier makes of them.
struct StateHead {
  std::string model;        ///< EngineInfo::identity; another model's states mean nothing.
  std::vector<int> layers;  ///< Of each the mean over the tokens and the last token.
  Eigen::VectorXf mean;     ///< Of each number in training; and its spread.
  Eigen::VectorXf inverse_spread;
  Eigen::MatrixXf weights;  ///< Classes x numbers.
};

/// A trained classifier of queries, as data. Scores are a linear function of a query's features;
/// probabilities come of them by ProbabilitiesOf.
struct ClassifierWeights {
  std::string kind;                  ///< "lexical" or "embedded".
  std::vector<std::string> classes;  ///< By name.
  std::vector<double> frequencies;   ///< Of each class in training; sum 1.
  double offset = 0.05;              ///< As ProbabilitiesOf takes it; and the temperature.
  double temperature = 1;
  double unsure_below = 0;
  std::string trained_on;  ///< "sha256:..." of the rows.
  GramVocabulary vocabulary{{}, {}, 0};
  /// Classes x known grams, each column in steps of 1/127 of its largest.
  Eigen::Matrix<int8_t, Eigen::Dynamic, Eigen::Dynamic> gram_weights;
  Eigen::VectorXf gram_scales;  ///< One such step, by gram.
  Eigen::VectorXf bias;         ///< By class.
  StateHead states;             ///< Empty for "lexical".
};

/// Columns in steps of 1/127 of their largest; and back, as scores see them.
void RoundWeights(const Eigen::MatrixXf& gram_weights, ClassifierWeights* weights);

/// The score of each class. `states`: of the query; empty for "lexical".
Eigen::VectorXf Score(const ClassifierWeights& weights, const std::vector<Feature>& features,
                      const Eigen::VectorXf& states);

/// In proportion to (score + offset)^(1 / temperature), negative scores taken as 0; sum 1.
Eigen::VectorXd ProbabilitiesOf(const Eigen::VectorXf& scores, double offset, double temperature);

/// As bytes: a head in JSON, arrays, and the SHA-256 of all of it. The same weights give the same
/// bytes.
std::string RenderClassifierWeights(const ClassifierWeights& weights);

/// Throws Error(kInput), beginning with `source`, for what RenderClassifierWeights did not write,
/// what another version wrote, what is cut off or changed, and what no training gives: sizes that
/// do not fit, unknown classes, numbers that make no probabilities.
ClassifierWeights ParseClassifierWeights(std::string_view bytes, const std::string& source);

}  // namespace autoj

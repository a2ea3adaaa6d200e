#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "scenario/classifier_fit.h"

namespace autoj {

struct ClassifierTrainingOptions {
  FitOptions fit;
  size_t folds = 5;
  uint64_t seed = 1;            ///< Decides the folds, and nothing else.
  double sure_accuracy = 0.75;  ///< How often answers above the threshold are to be right.
  std::function<void(const std::string&)> on_step;  ///< Told of work that takes time; may be empty.
};

/// What classifiers that have not seen a query say of it.
struct OutOfFoldScores {
  std::vector<Eigen::VectorXf> scores;  ///< Of each tested query one for each class.
  std::vector<size_t> folds;            ///< Of each query; equal queries are in one fold.
};

/// Fits one classifier for each fold, on the queries of the others and on those that are only
/// learnt from. Throws Error(kInput) for fewer distinct queries than folds.
OutOfFoldScores ScoreOutOfFold(const TrainingSet& set, const ClassifierTrainingOptions& options);

/// A classifier of all queries of a set. Its probabilities fit the out-of-fold
/// scores best, its threshold the lowest at which out-of-fold answers are right as often as
/// `sure_accuracy` (1 where none is). The same set and options give the same bytes.
ClassifierWeights TrainClassifier(const TrainingSet& set, const OutOfFoldScores& unseen,
                                  const ClassifierTrainingOptions& options);

}  // namespace autoj

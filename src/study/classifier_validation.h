#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "metrics/abstention.h"
#include "metrics/calibration.h"
#include "metrics/classification.h"
#include "metrics/estimate.h"
#include "metrics/score_fit.h"
#include "study/classifier_training.h"

namespace autoj {

/// How the queries of one group fared.
struct GroupScore {
  std::string name;         ///< "none" for classes without a group.
  Estimate accuracy;        ///< Of the class.
  Estimate group_accuracy;  ///< Of the group alone.
  size_t queries = 0;
};

/// A classifier by its answers to queries that it has not seen.
struct ClassifierValidation {
  ClassificationReport report;
  Estimate top3;                   ///< The true class is among the three likeliest.
  Estimate group_accuracy;         ///< The likeliest class is of the true class's group.
  std::vector<GroupScore> groups;  ///< In the table's order, "none" last.
  ScoreFit fit;                    ///< On all; each query's probabilities are by the other folds'.
  Reliability reliability;
  Estimate log_loss;
  double unsure_below = 0;  ///< Chosen on all.
  AbstentionPoint sure;     ///< What is above it: each fold by the others' threshold.
};

ClassifierValidation ValidateClassifier(const TrainingSet& set, const OutOfFoldScores& unseen,
                                        const ClassifierTrainingOptions& options);

}  // namespace autoj

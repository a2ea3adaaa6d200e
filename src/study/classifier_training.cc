#include "study/classifier_training.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "autoj/error.h"
#include "metrics/abstention.h"
#include "metrics/cluster_bootstrap.h"
#include "metrics/folds.h"
#include "metrics/score_fit.h"
#include "study/classifier_prediction.h"

namespace autoj {
namespace {

void Tell(const ClassifierTrainingOptions& options, const std::string& what) {
  if (options.on_step) {
    options.on_step(what);
  }
}

}  // namespace

OutOfFoldScores ScoreOutOfFold(const TrainingSet& set, const ClassifierTrainingOptions& options) {
  auto tested = static_cast<std::ptrdiff_t>(set.tested);
  std::vector<size_t> clusters =
      NumberClusters({set.queries.begin(), set.queries.begin() + tested});
  size_t distinct = *std::max_element(clusters.begin(), clusters.end()) + 1;
  if (options.folds < 2 || distinct < options.folds) {
    throw Error(ErrorKind::kInput,
                fmt::format("{} distinct queries cannot be dealt into {} folds: give at least two "
                            "folds, and as many queries",
                            distinct, options.folds));
  }
  OutOfFoldScores unseen;
  unseen.folds = FoldsOf(clusters, options.folds, options.seed);
  unseen.scores.resize(set.tested);
  size_t number = 0;
  for (const Fold& fold : SplitFolds(unseen.folds, set.tested)) {
    Tell(options, fmt::format("cross-validating: fold {} of {}", ++number, options.folds));
    std::vector<size_t> learnt = fold.outside;
    for (size_t row = set.tested; row < set.queries.size(); ++row) {
      learnt.push_back(row);
    }
    ClassifierWeights weights = FitClassifier(set, learnt, options.fit);
    for (size_t row : fold.inside) {
      unseen.scores[row] = ScoreOf(weights, set, row);
    }
  }
  return unseen;
}

ClassifierWeights TrainClassifier(const TrainingSet& set, const OutOfFoldScores& unseen,
                                  const ClassifierTrainingOptions& options) {
  Tell(options,
       fmt::format("fitting {} rows of {} classes", set.queries.size(), set.classes.size()));
  std::vector<size_t> all(set.queries.size());
  std::iota(all.begin(), all.end(), 0);
  ClassifierWeights weights = FitClassifier(set, all, options.fit);
  ScoreFit fit = FitScores(unseen.scores, set.labels);
  weights.temperature = fit.temperature;
  weights.offset = fit.offset;
  std::vector<Prediction> predictions;
  for (size_t row = 0; row < set.tested; ++row) {
    predictions.push_back(PredictClass(unseen.scores[row], fit, set.labels[row]));
  }
  weights.unsure_below = std::min(1.0, LowestThreshold(predictions, options.sure_accuracy));
  return weights;
}

}  // namespace autoj

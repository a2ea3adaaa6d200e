#include "study/classifier_validation.h"

#include <algorithm>
#include <cmath>

#include "metrics/cluster_bootstrap.h"
#include "metrics/folds.h"
#include "metrics/resampled_share.h"
#include "metrics/score_fit.h"
#include "scenario/classifier_weights.h"
#include "scenario/scenario_class.h"
#include "scenario/scenario_table.h"
#include "study/classifier_prediction.h"

namespace autoj {
namespace {

constexpr const char* kNoGroup = "none";

std::string GroupName(const std::string& name) { return GroupOfClass(name).value_or(kNoGroup); }

bool IsAmongBest(const Eigen::VectorXf& scores, size_t truth, size_t best) {
  float own = scores[static_cast<Eigen::Index>(truth)];
  return static_cast<size_t>((scores.array() > own).count()) < best;
}

// Each fold by what was fitted on the others. Gives the log-loss of each query.
std::vector<double> JudgeFolds(const TrainingSet& set, const OutOfFoldScores& unseen,
                               double sure_accuracy, std::vector<Prediction>* predictions,
                               ClassifierValidation* result) {
  size_t decided = 0;
  size_t right = 0;
  std::vector<double> losses(set.tested);
  double thresholds = 0;
  std::vector<Fold> folds = SplitFolds(unseen.folds, set.tested);
  for (const Fold& fold : folds) {
    ScoreFit fit =
        FitScores(PickRows(unseen.scores, fold.outside), PickRows(set.labels, fold.outside));
    std::vector<Prediction> others;
    for (size_t row : fold.outside) {
      others.push_back(PredictClass(unseen.scores[row], fit, set.labels[row]));
    }
    double threshold = LowestThreshold(others, sure_accuracy);
    thresholds += threshold / static_cast<double>(folds.size());
    for (size_t row : fold.inside) {
      Prediction prediction = PredictClass(unseen.scores[row], fit, set.labels[row]);
      (*predictions)[row] = prediction;
      bool is_sure = prediction.confidence >= threshold;
      decided += is_sure ? 1 : 0;
      right += is_sure && prediction.right ? 1 : 0;
      auto truth = static_cast<Eigen::Index>(set.labels[row]);
      losses[row] =
          -std::log(ProbabilitiesOf(unseen.scores[row], fit.offset, fit.temperature)[truth]);
    }
  }
  result->sure = {.threshold = thresholds,
                  .decided = decided,
                  .coverage = ExactShare(decided, set.tested),
                  .accuracy = ExactShare(right, decided)};
  return losses;
}

GroupScore ScoreGroup(const std::string& group, const std::vector<std::string>& truth,
                      const std::vector<std::string>& predicted) {
  size_t queries = 0;
  size_t right = 0;
  size_t right_group = 0;
  for (size_t i = 0; i < truth.size(); ++i) {
    if (GroupName(truth[i]) == group) {
      ++queries;
      right += truth[i] == predicted[i] ? 1 : 0;
      right_group += GroupName(predicted[i]) == group ? 1 : 0;
    }
  }
  return {group, ExactShare(right, queries), ExactShare(right_group, queries), queries};
}

}  // namespace

ClassifierValidation ValidateClassifier(const TrainingSet& set, const OutOfFoldScores& unseen,
                                        const ClassifierTrainingOptions& options) {
  ClassifierValidation result;
  std::vector<Prediction> predictions(set.tested);
  std::vector<double> losses =
      JudgeFolds(set, unseen, options.sure_accuracy, &predictions, &result);
  BootstrapOptions resampling{.resamples = 1000, .seed = options.seed};
  ClusterBootstrap bootstrap(SingleClusters(set.tested), resampling);
  result.log_loss = EstimateMean(ResampleShares({losses}, bootstrap).front());
  result.reliability = ComputeReliability(predictions, bootstrap);

  std::vector<std::string> truth;
  std::vector<std::string> predicted;
  size_t among_three = 0;
  size_t right_group = 0;
  for (size_t row = 0; row < set.tested; ++row) {
    truth.push_back(set.classes[set.labels[row]]);
    predicted.push_back(set.classes[predictions[row].alternative]);
    among_three += IsAmongBest(unseen.scores[row], set.labels[row], 3) ? 1 : 0;
    right_group += GroupName(truth.back()) == GroupName(predicted.back()) ? 1 : 0;
  }
  result.report = ClassifyReport(truth, predicted, resampling);
  result.top3 = ExactShare(among_three, truth.size());
  result.group_accuracy = ExactShare(right_group, truth.size());
  std::vector<std::string> groups = AllGroups();
  groups.push_back(kNoGroup);
  for (const std::string& group : groups) {
    result.groups.push_back(ScoreGroup(group, truth, predicted));
  }
  result.fit = FitScores(unseen.scores, set.labels);
  std::vector<Prediction> all;
  for (size_t row = 0; row < set.tested; ++row) {
    all.push_back(PredictClass(unseen.scores[row], result.fit, set.labels[row]));
  }
  result.unsure_below = std::min(1.0, LowestThreshold(all, options.sure_accuracy));
  return result;
}

}  // namespace autoj

#include <algorithm>

#include "metrics/style.h"
#include "study/pairwise_parts.h"

namespace autoj {
namespace {

constexpr size_t kCurvePoints = 20;

int TruthOf(Outcome label) {
  return label == Outcome::kFirst ? 0 : label == Outcome::kSecond ? 1 : 2;
}

// How much an outcome chose the first response; an undecided one leaves it open.
double FirstChosen(Outcome outcome) {
  return outcome == Outcome::kFirst ? 1 : outcome == Outcome::kSecond ? 0 : 0.5;
}

double FirstChosen(const JudgedPair& pair, PairDefinition definition) {
  double given = FirstChosen(pair.given);
  bool both_orders = definition == PairDefinition::kBothOrders;
  return both_orders ? (given + FirstChosen(*pair.swapped)) / 2 : given;
}

}  // namespace

std::optional<ProbabilityReport> ReportProbabilities(const std::vector<JudgedPair>& pairs,
                                                     const PairwiseOptions& options,
                                                     const ClusterBootstrap& bootstrap) {
  std::vector<JudgedPair> judged;
  std::vector<Forecast> forecasts;
  for (const JudgedPair& pair : pairs) {
    if (pair.probabilities) {
      judged.push_back(pair);
      forecasts.push_back({*pair.probabilities, TruthOf(pair.label)});
    }
  }
  if (forecasts.empty()) {
    return std::nullopt;
  }
  if (forecasts.size() < pairs.size()) {
    return ReportProbabilities(judged, options,
                               ClusterBootstrap(ClustersOf(judged), options.bootstrap));
  }
  std::vector<size_t> folds = FoldsOf(ClustersOf(pairs), options.folds, options.bootstrap.seed);
  return ProbabilityReport{forecasts.size(), options.wanted_accuracy,
                           CrossValidateFit(forecasts, folds, bootstrap),
                           AbstentionCurve(forecasts, kCurvePoints, bootstrap),
                           ChooseThreshold(forecasts, folds, options.wanted_accuracy, bootstrap)};
}

StylePreference PreferStyle(const std::vector<JudgedPair>& pairs, PairDefinition definition,
                            const PairwiseOptions& options) {
  // Each resample is two regressions; a tenth of the others' number settles two digits.
  BootstrapOptions bootstrap = options.bootstrap;
  bootstrap.resamples = std::max<size_t>(1, bootstrap.resamples / 10);
  std::vector<StyledComparison> judged;
  std::vector<StyledComparison> labelled;
  for (const JudgedPair& pair : pairs) {  // the place of a response competes as 0 and 1
    StyledComparison one{0, 1, FirstChosen(pair, definition), pair.first_style, pair.second_style};
    judged.push_back(one);
    one.first_won = FirstChosen(pair.label);
    labelled.push_back(one);
  }
  std::vector<size_t> clusters = ClustersOf(pairs);
  return {ControlStyle(judged, 2, clusters, bootstrap).coefficients,
          ControlStyle(labelled, 2, clusters, bootstrap).coefficients};
}

}  // namespace autoj

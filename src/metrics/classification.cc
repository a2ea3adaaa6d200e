#include "metrics/classification.h"

#include <algorithm>

#include <fmt/format.h>

#include "autoj/error.h"

namespace autoj {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::VectorXd;

// Truth and prediction of each item, as places in `classes`.
struct CodedItems {
  std::vector<std::string> classes;
  std::vector<Index> truth;
  std::vector<Index> predicted;
};

CodedItems Code(const std::vector<std::string>& truth, const std::vector<std::string>& predicted) {
  CodedItems items;
  items.classes = truth;
  items.classes.insert(items.classes.end(), predicted.begin(), predicted.end());
  std::sort(items.classes.begin(), items.classes.end());
  items.classes.erase(std::unique(items.classes.begin(), items.classes.end()), items.classes.end());
  auto code = [&](const std::string& name) -> Index {
    return std::lower_bound(items.classes.begin(), items.classes.end(), name) -
           items.classes.begin();
  };
  std::transform(truth.begin(), truth.end(), std::back_inserter(items.truth), code);
  std::transform(predicted.begin(), predicted.end(), std::back_inserter(items.predicted), code);
  return items;
}

// How often each class was true, was predicted, and was both.
struct ClassCounts {
  ArrayXd support;
  ArrayXd predicted;
  ArrayXd hits;

  ArrayXd F1() const { return 2 * hits / (support + predicted).max(1); }
  double MacroF1() const {
    return F1().sum() / static_cast<double>((support + predicted > 0).count());
  }
  double WeightedF1() const { return (F1() * support).sum() / support.sum(); }
};

// `times`: how often each item counts.
ClassCounts Count(const CodedItems& items, const VectorXd& times) {
  ArrayXd none = ArrayXd::Zero(static_cast<Index>(items.classes.size()));
  ClassCounts counts{none, none, none};
  for (size_t item = 0; item < items.truth.size(); ++item) {
    double drawn = times[static_cast<Index>(item)];
    counts.support[items.truth[item]] += drawn;
    counts.predicted[items.predicted[item]] += drawn;
    counts.hits[items.truth[item]] += items.truth[item] == items.predicted[item] ? drawn : 0;
  }
  return counts;
}

std::vector<ClassScore> ScoreClasses(const std::vector<std::string>& names,
                                     const ClassCounts& counts) {
  std::vector<ClassScore> scores;
  for (size_t i = 0; i < names.size(); ++i) {
    auto code = static_cast<Index>(i);
    auto support = static_cast<size_t>(counts.support[code]);
    auto predicted = static_cast<size_t>(counts.predicted[code]);
    auto hits = static_cast<size_t>(counts.hits[code]);
    scores.push_back({.name = names[i],
                      .support = support,
                      .predicted = predicted,
                      .precision = ExactShare(hits, predicted),
                      .recall = ExactShare(hits, support),
                      .f1 = ExactF1(hits, support + predicted - hits)});
  }
  return scores;
}

std::vector<std::vector<size_t>> Confuse(const CodedItems& items) {
  size_t classes = items.classes.size();
  std::vector<std::vector<size_t>> confusion(classes, std::vector<size_t>(classes));
  for (size_t item = 0; item < items.truth.size(); ++item) {
    auto truth = static_cast<size_t>(items.truth[item]);
    ++confusion[truth][static_cast<size_t>(items.predicted[item])];
  }
  return confusion;
}

}  // namespace

ClassificationReport ClassifyReport(const std::vector<std::string>& truth,
                                    const std::vector<std::string>& predicted,
                                    const BootstrapOptions& options) {
  if (truth.empty() || truth.size() != predicted.size()) {
    throw Error(ErrorKind::kInternal,
                fmt::format("{} predictions for {} items", predicted.size(), truth.size()));
  }
  CodedItems items = Code(truth, predicted);
  ClassCounts counts = Count(items, VectorXd::Ones(static_cast<Index>(truth.size())));
  std::vector<double> macro;
  std::vector<double> weighted;
  ClusterBootstrap(SingleClusters(truth.size()), options)
      .ForEachResample([&](const VectorXd& times) {
        ClassCounts resampled = Count(items, times);
        macro.push_back(resampled.MacroF1());
        weighted.push_back(resampled.WeightedF1());
      });
  return {.items = truth.size(),
          .accuracy = ExactShare(static_cast<size_t>(counts.hits.sum()), truth.size()),
          .macro_f1 = PercentileInterval(counts.MacroF1(), std::move(macro)),
          .weighted_f1 = PercentileInterval(counts.WeightedF1(), std::move(weighted)),
          .classes = ScoreClasses(items.classes, counts),
          .confusion = Confuse(items)};
}

}  // namespace autoj

#include "study/classifier_evaluation.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "autoj/error.h"
#include "dataset/record.h"
#include "scenario/scenario_table.h"

namespace autoj {
namespace {

std::string Canonical(const ClassLabel& label) {
  const Scenario* scenario = FindScenario(label.label);
  return scenario != nullptr ? scenario->name : label.label;
}

std::string FileOf(const std::vector<ClassLabel>& labels) {
  const std::string& where = labels.front().where;
  return where.substr(0, where.rfind(':'));
}

void CheckBelongTogether(const std::vector<ClassLabel>& truth,
                         const std::vector<ClassLabel>& predictions) {
  if (truth.size() != predictions.size()) {
    throw Error(ErrorKind::kInput,
                fmt::format("{} has {} lines, {} has {}: they belong together line by line",
                            FileOf(predictions), predictions.size(), FileOf(truth), truth.size()));
  }
  for (size_t i = 0; i < truth.size(); ++i) {
    if (truth[i].id) {
      CheckSameId(predictions[i].id, predictions[i].where, *truth[i].id, truth[i].where);
    }
  }
}

}  // namespace

ClassificationReport EvaluateClassifier(const std::vector<ClassLabel>& truth,
                                        const std::vector<ClassLabel>& predictions,
                                        const BootstrapOptions& options) {
  CheckBelongTogether(truth, predictions);
  std::vector<std::string> expected;
  std::vector<std::string> predicted;
  std::transform(truth.begin(), truth.end(), std::back_inserter(expected), Canonical);
  std::transform(predictions.begin(), predictions.end(), std::back_inserter(predicted), Canonical);
  return ClassifyReport(expected, predicted, options);
}

}  // namespace autoj

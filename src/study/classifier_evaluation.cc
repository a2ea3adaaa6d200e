#include "study/classifier_evaluation.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
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
    if (truth[i].id && predictions[i].id && *truth[i].id != *predictions[i].id) {
      throw Error(ErrorKind::kInput,
                  fmt::format("{}: id \"{}\" stands where {} has \"{}\": the predictions were made "
                              "for other data, or in another order",
                              predictions[i].where, EscapeForTerminal(*predictions[i].id),
                              truth[i].where, EscapeForTerminal(*truth[i].id)));
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

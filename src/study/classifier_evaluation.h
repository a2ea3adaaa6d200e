#pragma once

#include <vector>

#include "dataset/class_labels.h"
#include "metrics/classification.h"

namespace autoj {

/// A classifier of scenarios against the truth, line by line; names that are aliases of a scenario
/// (`default` of `others`) are that scenario, unknown ones are classes of their own. Throws
/// Error(kInput) where the two have not the same length, or say other ids.
ClassificationReport EvaluateClassifier(const std::vector<ClassLabel>& truth,
                                        const std::vector<ClassLabel>& predictions,
                                        const BootstrapOptions& options);

}  // namespace autoj

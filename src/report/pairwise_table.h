#pragma once

#include <cstddef>
#include <string>

#include "study/pairwise_evaluation.h"

namespace autoj {

/// How an evaluation is shown.
struct PairwiseView {
  size_t width = 100;        ///< No line is wider.
  bool colour = false;       ///< ANSI escapes.
  bool by_scenario = false;  ///< One line a scenario, not one a group.
};

/// An evaluation for a person: what was counted, the whole and its parts, every definition, the
/// judges that it is held against with one sentence on what is not significant, and what else there
/// is to know, each in a table or a line. What does not apply is left out.
std::string RenderPairwise(const PairwiseEvaluation& evaluation, const PairwiseView& view);

}  // namespace autoj

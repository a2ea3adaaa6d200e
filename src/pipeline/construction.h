#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "autoj/item.h"
#include "pipeline/dropped_rows.h"
#include "pipeline/training_row.h"
#include "protocol/protocol.h"
#include "scenario/scenario_set.h"

namespace autoj {

/// What became of an item: a row, or the reason why there is none.
struct Made {
  std::optional<TrainingRow> row;
  DropReason reason = DropReason::kForm;
  std::string detail;
};

/// How a teacher is brought to write what a judge is to learn: in steps, of which the last one
/// needs the texts of all others. Items have a scenario and a language (pipeline/row_selection.h).
/// Immutable.
class Construction {
 public:
  virtual ~Construction() = default;

  /// "pairwise" or "single".
  virtual const char* Name() const = 0;

  /// How many steps an item takes, at least one.
  virtual size_t Steps(const Item& item) const = 0;

  /// What is asked in step `step`; `earlier` are the texts of all steps before it, for the last
  /// one.
  virtual Message Ask(const Item& item, size_t step,
                      const std::vector<std::string>& earlier) const = 0;

  /// The row that the last step's text gives.
  virtual Made Finish(const Item& item, const std::string& text) const = 0;
};

/// What the rows of both kinds have: the protocol's message about the item, the output, scenario
/// and source.
TrainingRow MakeRow(const Protocol& protocol, const Item& item, const std::string& output);

/// Compares: criteria in the system message, the distinguishing ones named, then the decision. An
/// exam question is answered first. A row where the decision is the label's. `scenarios` is
/// borrowed.
std::unique_ptr<Construction> MakePairwiseConstruction(const ScenarioSet& scenarios);

/// Divides and conquers: a critique without criteria, one with them, then both merged and the
/// response rated. `scenarios` is borrowed.
std::unique_ptr<Construction> MakeSingleConstruction(const ScenarioSet& scenarios);

}  // namespace autoj

#pragma once

#include <cstddef>
#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "report/run_summary.h"
#include "study/selection.h"

namespace autoj {

/// What the selections of a call say as a whole.
struct SelectionSummary {
  size_t items = 0;
  std::map<Outcome, size_t> outcomes;      ///< Of the items.
  std::map<DecidedBy, size_t> decided_by;  ///< Of those with a selection.
  size_t comparisons = 0;                  ///< Of tournaments.
  size_t all_pairs = 0;                    ///< Had each been compared with each.
  RunSummary judged;  ///< Of the items' ratings, or of the comparisons; and of the call.
};

/// Counts one more selection.
void Count(const Selection& selection, SelectionSummary* summary);

/// Whether every item has a selection.
bool AllSelected(const SelectionSummary& summary);

/// A few aligned lines for a person.
std::string RenderSelectionSummary(const SelectionSummary& summary);

/// {"items", "outcomes", "decided_by", "comparisons": {"made", "all_pairs", "saved"} or null,
/// "judged": what SummaryToJson gives}.
nlohmann::ordered_json SelectionSummaryToJson(const SelectionSummary& summary);

}  // namespace autoj

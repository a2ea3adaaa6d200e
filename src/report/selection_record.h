#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "study/selection.h"

namespace autoj {

/// Why a response was selected, in a sentence or two: what decided, by how much, and the sentence
/// of the critique that it follows from; or why none was.
std::string SelectionReason(const Selection& selection);

/// The record of a selection, as a record of judged items begins: {"id", .., "verdict", "selected",
/// "by", "decided_by", "runner_up", "margin", "reason", and what was judged: "responses", or in a
/// tournament "compared", "all_pairs" and "comparisons", each with the indices of its "first" and
/// "second", its "winner" and what it was "decided_by"}.
nlohmann::ordered_json SelectionToJson(const Selection& selection);
std::string RenderSelectionRecord(const Selection& selection);

/// How many comparisons it would take to compare each with each.
size_t AllPairs(const Selection& selection);

/// A line a selection, under a heading; as RenderVerdictTable does.
std::string RenderSelectionTable(const std::vector<Selection>& selections, size_t width,
                                 bool colour);

}  // namespace autoj

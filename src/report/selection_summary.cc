#include "report/selection_summary.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/selection_record.h"

namespace autoj {
namespace {

using Json = nlohmann::ordered_json;

size_t CountSelected(const SelectionSummary& summary) {
  auto found = summary.outcomes.find(Outcome::kSelected);
  return found == summary.outcomes.end() ? 0 : found->second;
}

}  // namespace

void Count(const Selection& selection, SelectionSummary* summary) {
  ++summary->items;
  ++summary->outcomes[selection.item.verdict.outcome];
  if (selection.decided_by) {
    ++summary->decided_by[*selection.decided_by];
  }
  if (!selection.by_tournament) {
    Count(selection.item, &summary->judged);
    return;
  }
  summary->comparisons += selection.comparisons.size();
  summary->all_pairs += AllPairs(selection);
  for (const ComparedPair& comparison : selection.comparisons) {
    Count(comparison.judged, &summary->judged);
  }
}

bool AllSelected(const SelectionSummary& summary) {
  return CountSelected(summary) == summary.items;
}

std::string RenderSelectionSummary(const SelectionSummary& summary) {
  std::string lines =
      fmt::format("selected  {} of {} items", CountSelected(summary), summary.items);
  const char* separator = ": ";
  for (const auto& [decided_by, count] : summary.decided_by) {
    lines += fmt::format("{}{} by {}", separator, count, DecidedByName(decided_by));
    separator = ", ";
  }
  lines += "\n";
  if (summary.all_pairs > 0) {
    lines += fmt::format("compared  {} of {} pairs of responses, {} saved\n", summary.comparisons,
                         summary.all_pairs, summary.all_pairs - summary.comparisons);
  }
  return lines + RenderSummary(summary.judged);
}

Json SelectionSummaryToJson(const SelectionSummary& summary) {
  Json outcomes = Json::object();
  for (const auto& [outcome, count] : summary.outcomes) {
    outcomes[OutcomeName(outcome)] = count;
  }
  Json decided_by = Json::object();
  for (const auto& [reason, count] : summary.decided_by) {
    decided_by[DecidedByName(reason)] = count;
  }
  Json comparisons = nullptr;
  if (summary.all_pairs > 0) {
    comparisons = {{"made", summary.comparisons},
                   {"all_pairs", summary.all_pairs},
                   {"saved", summary.all_pairs - summary.comparisons}};
  }
  return {{"items", summary.items},
          {"outcomes", outcomes},
          {"decided_by", decided_by},
          {"comparisons", comparisons},
          {"judged", SummaryToJson(summary.judged)}};
}

}  // namespace autoj

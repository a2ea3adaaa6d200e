#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <nlohmann/json_fwd.hpp>

#include "autoj/judge.h"
#include "autoj/judgment.h"
#include "report/group_counts.h"

namespace autoj {

/// What the judgments of a run say as a whole, those of earlier calls included. Absent: there is
/// nothing to count.
struct RunSummary {
  size_t items = 0;
  size_t judgments = 0;
  std::map<Outcome, size_t> outcomes;  ///< Of the items, by their strict verdict.
  size_t pairs = 0;                    ///< Pairs with a decision in both orders.
  size_t alike = 0;                    ///< Of these, those decided alike.
  size_t choices = 0;                  ///< Decisions of one order for one of its two responses.
  size_t shown_first = 0;              ///< Of these, those for the response that was shown first.
  size_t decisions = 0;                ///< Judgments with a verdict, of one order or response.
  size_t scored = 0;  ///< Of these, those with probabilities: `averaged` knows no others.
  size_t ratings = 0;
  double rating_sum = 0;
  std::optional<int64_t> prompt_tokens;  ///< Sums of what is known.
  std::optional<int64_t> cached_tokens;  ///< Of the prompts', those from the servers' cache.
  int64_t cachable_tokens = 0;           ///< In the prompts of which the cached ones are known.
  std::optional<int64_t> completion_tokens;
  GroupCounts groups;                         ///< By the group of the items' scenarios.
  GroupCounts scenarios;                      ///< And by these.
  std::map<CriteriaSource, size_t> criteria;  ///< Items for which criteria were looked for.
  size_t without_criteria = 0;                ///< Of these, those for which there were none.
  size_t unknown_scenarios = 0;               ///< Of these, those whose own scenario is not known.

  // The call that is summed up; its caller fills these in.
  size_t skipped = 0;     ///< Lines of the input that could not be used.
  bool stopped = false;   ///< By the user, before all was judged.
  size_t unfinished = 0;  ///< Items that are not judged as a whole; they are not in `items`.
  size_t judged_now = 0;  ///< Judgments made by this call; the others are from earlier ones.
  double seconds = 0;
  std::optional<Cost> cost;  ///< Of the whole run, earlier attempts included.
  std::string run;           ///< The run's folder; empty: not told.
};

/// Counts one more item; the call's own facts are left alone.
void Count(const ItemJudgment& item, RunSummary* summary);

/// Whether every item that was counted has a verdict.
bool AllDecided(const RunSummary& summary);

/// Wilson's interval, 95 %, of the share of choices for the response that was shown first.
std::optional<std::pair<double, double>> ShownFirstInterval(const RunSummary& summary);

/// "1.23": dollars, with more digits the less they are.
std::string RenderDollars(double dollars);

/// A few aligned lines for a person; lines that have nothing to tell are left out.
std::string RenderSummary(const RunSummary& summary);

/// The same as one JSON object: every key is there; what is absent is null.
nlohmann::ordered_json SummaryToJson(const RunSummary& summary);

}  // namespace autoj

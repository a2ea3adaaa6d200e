#include "study/selection.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "judge/combine.h"

namespace autoj {
namespace {

// What sets the winner apart from the next best.
DecidedBy WhatDecided(const Candidate& winner, const Candidate& next) {
  if (winner.rating != next.rating) {
    return DecidedBy::kRating;
  }
  return winner.logprob != next.logprob ? DecidedBy::kLogprob : DecidedBy::kPosition;
}

}  // namespace

const char* DecidedByName(DecidedBy decided_by) {
  switch (decided_by) {
    case DecidedBy::kRating:
      return "rating";
    case DecidedBy::kLogprob:
      return "logprob";
    case DecidedBy::kPosition:
      return "position";
    case DecidedBy::kBothOrders:
      return "both_orders";
    case DecidedBy::kOneOrder:
      return "one_order";
    case DecidedBy::kLogOdds:
      return "log_odds";
    case DecidedBy::kMoreComparisons:
      break;
  }
  return "more_comparisons";
}

std::vector<Candidate> CandidatesOf(const ItemJudgment& judged) {
  std::vector<Candidate> candidates;
  for (const Merit& merit : MeritsOf(judged.judgments)) {
    candidates.push_back({merit.rating, merit.logprob});
  }
  return candidates;
}

bool IsSelected(const Selection& selection) {
  return selection.item.verdict.outcome == Outcome::kSelected;
}

Selection SelectByRating(ItemJudgment judged) {
  if (judged.kind != ItemKind::kBestOf) {
    throw Error(ErrorKind::kInternal, "a selection by rating among fewer than two ratings");
  }
  Selection selection;
  selection.responses = static_cast<int>(judged.judgments.size());
  selection.distinct = selection.responses;
  if (judged.selected) {
    std::vector<Candidate> others = CandidatesOf(judged);
    Candidate winner = std::exchange(others[static_cast<size_t>(*judged.selected)], {});
    if (std::optional<size_t> next = PickBest(others, others.size())) {
      selection.runner_up = static_cast<int>(*next);
      selection.rating = winner.rating;
      selection.margin = *winner.rating - *others[*next].rating;
      selection.decided_by = WhatDecided(winner, others[*next]);
    }
  }
  selection.item = std::move(judged);
  return selection;
}

void CheckChoice(const Item& item) {
  if (item.responses.size() < 2) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: item \"{}\" has one response; a selection needs at least two in "
                            "\"responses\"",
                            item.line, EscapeForTerminal(item.id)));
  }
}

}  // namespace autoj

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "autoj/item.h"
#include "autoj/judgment.h"
#include "autoj/verdict.h"
#include "metrics/best_of.h"

namespace autoj {

/// What a selection, or one comparison in it, was decided by.
enum class DecidedBy {
  kRating,           ///< The highest rating.
  kLogprob,          ///< Of equal ratings, the likelier critique.
  kPosition,         ///< Of what is equal in all of this, the earlier response.
  kBothOrders,       ///< Both orders say the same.
  kOneOrder,         ///< One order was asked.
  kLogOdds,          ///< The orders differ, or are tied: the mean of their log-odds.
  kMoreComparisons,  ///< Not even these: who won more often against the others.
};

/// "rating", "logprob", "position", "both_orders", "one_order", "log_odds", "more_comparisons".
const char* DecidedByName(DecidedBy decided_by);

/// Two responses of an item that were compared in a tournament.
struct ComparedPair {
  int first = 0;  ///< Their indices.
  int second = 0;
  int round = 1;
  std::optional<int> winner;            ///< One of the two; nothing where it is undecided.
  std::optional<DecidedBy> decided_by;  ///< Of a winner.
  ItemJudgment judged;                  ///< Its "first" is `first`, its "second" is `second`.
};

/// Which response of an item was chosen, and what that rests on.
struct Selection {
  /// All that was judged of the item; in a tournament without the judgments, which stand in
  /// `comparisons`. Its verdict is kSelected, or says why nothing was: in a tournament also kTie or
  /// kInconsistent, where the best could not be told apart.
  ItemJudgment item;
  bool by_tournament = false;
  std::optional<DecidedBy> decided_by;  ///< In a tournament, the weakest reason in it.
  std::optional<int> runner_up;         ///< Next best, or last beaten; an index.
  std::optional<double> rating;         ///< Of the selected one; by probabilities, the expectation.
  std::optional<double> margin;         ///< How much higher that is than the runner-up's.
  int responses = 0;
  int distinct = 0;  ///< In a tournament: those that no earlier one equals word for word.
  std::vector<ComparedPair> comparisons;
};

/// Whether a response was selected.
bool IsSelected(const Selection& selection);

/// The responses of a best-of-N with their merits (judge/combine.h).
std::vector<Candidate> CandidatesOf(const ItemJudgment& judged);

/// The best by rating, as it was judged. Throws Error(kInternal) for an item that is no best-of-N.
Selection SelectByRating(ItemJudgment judged);

/// Throws Error(kInput), naming the item, where there is nothing to choose: fewer than two
/// responses.
void CheckChoice(const Item& item);

}  // namespace autoj

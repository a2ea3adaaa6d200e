#pragma once

#include <optional>
#include <string>
#include <vector>

#include "metrics/judged_pair.h"

namespace autoj {

/// What the field calls agreement with human labels: the same verdicts give other numbers under
/// each. Every one also exists without the pairs whose label is a tie.
enum class PairDefinition {
  kBothOrders,         ///< Auto-J: both orders give the label.
  kGivenOrder,         ///< One call, the order of the file.
  kSwappedOrder,       ///< One call, the other order.
  kBestOrder,          ///< SFR-Judge: the better of the two numbers above.
  kRandomOrder,        ///< Prometheus 2: one order drawn for each pair; its expectation.
  kInconsistentAsTie,  ///< Orders that differ are a tie.
  kAveragedOrders,     ///< The likeliest by both orders' mean log-odds; needs probabilities.
};

const std::vector<PairDefinition>& AllPairDefinitions();

/// "both_orders" and so on; with `without_ties`, "both_orders_without_ties".
std::string DefinitionName(PairDefinition definition, bool without_ties);

/// Whose published numbers it may be compared with, in a few words; "" where there are none.
const char* DefinitionPublished(PairDefinition definition, bool without_ties);

/// What it counts, in a few words.
std::string DefinitionMeaning(PairDefinition definition, bool without_ties);

/// What it counts, and with which published numbers it may be compared: one sentence.
std::string DefinitionNote(PairDefinition definition, bool without_ties);

/// How right a pair was, of [0, 1]; an order without a decision is wrong. Nothing where the
/// definition does not apply: kAveragedOrders without probabilities, two orders where one was
/// judged. kBestOrder is a choice over the whole set: not asked here (throws Error(kInternal)).
std::optional<double> Credit(PairDefinition definition, const JudgedPair& pair);

/// Whether both orders were decided, and alike; nothing where one order was judged.
std::optional<bool> IsConsistent(const JudgedPair& pair);

/// The least and the most that Credit could be, whether the orders without a decision stay so or
/// had been decided: Credit is never outside, and both numbers are it where all are decided.
struct CreditBounds {
  double worst = 0;
  double best = 0;
};
std::optional<CreditBounds> BoundCredit(PairDefinition definition, const JudgedPair& pair);

/// The same of IsConsistent, as 0 and 1.
std::optional<CreditBounds> BoundConsistency(const JudgedPair& pair);

}  // namespace autoj

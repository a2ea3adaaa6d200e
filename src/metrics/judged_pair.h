#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "autoj/verdict.h"
#include "metrics/calibration.h"
#include "metrics/style_features.h"

namespace autoj {

/// A labelled pair and how one judge saw it. Everything is mapped back to the item's own order.
struct JudgedPair {
  std::string id;
  std::string scenario;           ///< "" where the item has none.
  std::string group;              ///< Where no scenario is sure: what is, of its query; or "".
  size_t cluster = 0;             ///< Pairs with the same prompt share it.
  Outcome label = Outcome::kTie;  ///< kFirst, kSecond or kTie.
  Outcome given = Outcome::kFailed;
  std::optional<Outcome> swapped;                  ///< Nothing where one order was judged.
  std::optional<PairProbabilities> probabilities;  ///< Of both orders' mean log-odds.
  std::optional<Outcome> averaged;  ///< By these; a draw between alternatives is unreadable.
  StyleFeatures first_style;        ///< Of the responses; their lengths decide the baselines.
  StyleFeatures second_style;
};

/// Whether an order's outcome is a decision: first, second or tie.
bool IsDecided(Outcome outcome);

}  // namespace autoj

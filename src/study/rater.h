#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace autoj {

/// What a rater says of a unit.
struct Rating {
  std::string id;
  std::string prompt;           ///< Empty where its source has none.
  std::optional<double> value;  ///< A number; or 0 first, 1 second, 2 tie. None: undecided.
};

/// A judge or a human: all that they said, of each unit once.
struct Rater {
  std::string name;         ///< The run or the file, safe for a terminal.
  bool is_numeric = false;  ///< Ratings; else verdicts on pairs.
  bool has_ids = false;     ///< Units are known by ids; else by their position.
  std::vector<Rating> ratings;
};

/// Reads the folder of a run, or JSON lines that say "verdict" ("first", "second", "tie", or an
/// outcome without a decision), "rating" (a number), "output" or "label" (0, 1, 2, -1 for
/// undecided, or the words): the first of these that a line has. Throws Error(kInput), with
/// file:line or the item's id, for anything else, and where verdicts and ratings are mixed.
Rater ReadRater(const std::string& source);

}  // namespace autoj

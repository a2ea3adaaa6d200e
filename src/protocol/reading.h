#pragma once

#include <optional>
#include <string>
#include <vector>

#include "autoj/verdict.h"

namespace autoj {

/// One place of a text where a verdict should stand, and what was read there.
struct Reading {
  Verdict verdict;
  bool settled = false;  ///< No further byte of a text still being written can change it.
};

/// A decision without anything to say about it.
Reading Decided(Outcome outcome, std::optional<double> rating, bool settled);

/// The verdict of all places of a text, in its order: the last one counts, and what an earlier one
/// said otherwise is told in the reason. kUnreadable, with `if_none`, where there is no place.
Verdict LastCounts(const std::vector<Reading>& readings, const std::string& if_none);

/// kUnreadable with a reason.
Verdict Unreadable(std::string reason);

}  // namespace autoj

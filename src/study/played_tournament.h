#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "autoj/item.h"
#include "autoj/judgment.h"
#include "judge/run_file.h"
#include "study/tournament.h"

namespace autoj {

/// A tournament among an item's responses, as far as a run knows its comparisons.
struct PlayedTournament {
  TournamentPlan plan;
  std::map<Pairing, ItemJudgment> judged;
};

/// Plays it by what the run holds. Throws Error(kInput), naming the item, where the run compared
/// other responses than the item's, or behind another query.
PlayedTournament PlayTournament(const RunFile& file, const Item& item);

/// Of each item that a tournament's run compared responses of, by its id: how many it must have,
/// from the last that stands in a comparison. Throws Error(kInput), naming the run `name`, for a
/// comparison without a comparison's id.
std::map<std::string, size_t> FewestResponses(const RunFile& file, const std::string& name);

/// The id that a comparison has in the run: "ID#0-3".
std::string ComparisonId(const Item& item, const Pairing& pairing);

/// What such an id names: an item's id, and its two responses, by place; nothing where it is none.
std::optional<std::pair<std::string, Pairing>> ReadComparisonId(const std::string& id);

/// Those that no earlier one equals word for word: twins stand and fall together.
std::vector<int> DistinctResponses(const Item& item);

}  // namespace autoj

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "study/leaderboard.h"

namespace autoj {

/// Leaderboards for a terminal, for Markdown, as CSV (one table, with a header), and as
/// {"tables": [{"definition", "note", "data", "rows": [{"name", "kind", "agreement": {"value",
/// "low", "high"}, "consistency", "language", "source"}]}]}. Percentages. What would be markup in a
/// name is escaped.
std::string RenderLeaderboard(const std::vector<LeaderboardTable>& tables, size_t width);
std::string LeaderboardToMarkdown(const std::vector<LeaderboardTable>& tables);
std::string LeaderboardToCsv(const std::vector<LeaderboardTable>& tables);
nlohmann::ordered_json LeaderboardToJson(const std::vector<LeaderboardTable>& tables);

}  // namespace autoj

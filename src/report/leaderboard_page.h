#pragma once

#include <string>
#include <vector>

#include "study/leaderboard.h"

namespace autoj {

/// Leaderboards as one HTML file that needs no other and asks for none: the tables, and a chart of
/// each with its intervals, drawn by the charting library that the page holds. Names are data:
/// nothing in them is markup or script.
std::string RenderLeaderboardPage(const std::vector<LeaderboardTable>& tables);

}  // namespace autoj

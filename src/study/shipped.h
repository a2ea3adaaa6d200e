#pragma once

#include "base/shipped_file.h"

namespace autoj {

/// data/leaderboard.yaml, alone in its list.
const std::vector<ShippedFile>& ShippedLeaderboard();

}  // namespace autoj

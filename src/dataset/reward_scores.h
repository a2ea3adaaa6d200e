#pragma once

#include <string>
#include <vector>

namespace autoj {

/// A reward model's scores of a pair's two responses; finite.
struct PairOfScores {
  double first = 0;
  double second = 0;
};

/// Reads scores of pairs: one {"score_1": x, "score_2": y} a line, or one {"score": x} for each
/// response, a pair's two behind each other. Other fields are left alone. Throws Error(kInput) with
/// file:line for anything else, both forms in one file and half a pair at the end included.
std::vector<PairOfScores> ReadRewardScores(const std::string& path);

}  // namespace autoj

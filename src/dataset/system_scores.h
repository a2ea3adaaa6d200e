#pragma once

#include <string>
#include <vector>

namespace autoj {

/// A system's mean rating by a judge, and what a leaderboard says of it.
struct SystemScore {
  std::string system;
  double rating = 0;
  double reference = 0;
};

/// Reads {"system", "rating", "reference"}, one a line. Throws Error(kInput) with file:line for a
/// missing or wrong-typed field, and for a system that stands there twice.
std::vector<SystemScore> ReadSystemScores(const std::string& path);

}  // namespace autoj

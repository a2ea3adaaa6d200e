#include "metrics/best_of.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace autoj {
namespace {

bool IsBetter(const Candidate& a, const Candidate& b) {
  constexpr double kUnknown = -std::numeric_limits<double>::infinity();
  return std::tuple(*a.rating, a.logprob.value_or(kUnknown)) >
         std::tuple(*b.rating, b.logprob.value_or(kUnknown));
}

}  // namespace

std::optional<size_t> PickBest(const std::vector<Candidate>& candidates, size_t n) {
  std::optional<size_t> best;
  for (size_t i = 0; i < std::min(n, candidates.size()); ++i) {
    if (candidates[i].rating && (!best || IsBetter(candidates[i], candidates[*best]))) {
      best = i;
    }
  }
  return best;
}

}  // namespace autoj

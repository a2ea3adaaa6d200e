#include "metrics/judged_pair.h"

namespace autoj {

bool IsDecided(Outcome outcome) {
  return outcome == Outcome::kFirst || outcome == Outcome::kSecond || outcome == Outcome::kTie;
}

}  // namespace autoj

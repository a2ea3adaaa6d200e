#include "study/tournament.h"

#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>

#include "autoj/error.h"

namespace autoj {
namespace {

double ProbabilityOf(Outcome outcome, const std::vector<Alternative>& alternatives) {
  for (const Alternative& alternative : alternatives) {
    if (alternative.verdict.outcome == outcome) {
      return alternative.probability;
    }
  }
  return 0;
}

// One tournament, played as far as the results carry.
class Play {
 public:
  Play(std::vector<int> players, const ComparisonResults& results)
      : players_(std::move(players)), in_(players_), results_(results) {}

  TournamentPlan Go() {
    bool goes_on = true;
    while (goes_on && in_.size() > 1) {
      std::vector<Pairing> pairings = PairUp();
      if (pairings.empty()) {
        break;
      }
      goes_on = Hold(pairings);
      if (goes_on) {
        KnockOut(pairings);
      }
    }
    if (goes_on && in_.size() == 1) {
      Select(in_.front());
    } else if (goes_on) {
      MeetTheOthers();
    }
    return std::move(plan_);
  }

 private:
  const ComparisonResult& Of(const Pairing& pairing) const { return results_.at(pairing); }
  bool HasMet(const Pairing& pairing) const { return met_.count(pairing) != 0; }

  // Those who are in, two by two, each with the next one that it has not met.
  std::vector<Pairing> PairUp() const {
    std::vector<Pairing> pairings;
    std::set<int> taken;
    for (size_t i = 0; i < in_.size(); ++i) {
      for (size_t j = i + 1; j < in_.size() && taken.count(in_[i]) == 0; ++j) {
        Pairing pairing = std::minmax(in_[i], in_[j]);
        if (taken.count(in_[j]) == 0 && !HasMet(pairing)) {
          pairings.push_back(pairing);
          taken.insert({in_[i], in_[j]});
        }
      }
    }
    return pairings;
  }

  // Plays a round; whether there is a next one: all of it has results, and none has failed.
  bool Hold(const std::vector<Pairing>& pairings) {
    ++round_;
    bool is_known = true;
    for (const Pairing& pairing : pairings) {
      plan_.matches.push_back({pairing, round_});
      met_.insert(pairing);
      is_known = is_known && results_.count(pairing) != 0;
    }
    if (!is_known) {
      return false;
    }
    for (const Pairing& pairing : pairings) {
      if (Of(pairing).verdict == Outcome::kFailed) {
        End({Outcome::kFailed, std::nullopt,
             fmt::format("the comparison of {} and {} failed", pairing.first, pairing.second)});
        return false;
      }
    }
    return true;
  }

  // The losers go; whoever met nobody stands in front in the next round.
  void KnockOut(const std::vector<Pairing>& pairings) {
    std::vector<int> idle = in_;
    std::vector<int> left;
    for (const auto& [first, second] : pairings) {
      idle.erase(std::remove(idle.begin(), idle.end(), first), idle.end());
      idle.erase(std::remove(idle.begin(), idle.end(), second), idle.end());
      const ComparisonResult& result = Of({first, second});
      for (int one : {first, second}) {
        if (!result.winner || *result.winner == one) {
          left.push_back(one);
        }
      }
      if (result.winner) {
        weakest_ = std::max(weakest_, *result.decided_by);
      }
    }
    in_ = std::move(idle);
    in_.insert(in_.end(), left.begin(), left.end());
  }

  // Those who are left are undecided among themselves.
  void MeetTheOthers() {
    std::vector<Pairing> pairings;
    for (int one : in_) {
      for (int other : players_) {
        Pairing pairing = std::minmax(one, other);
        if (std::count(in_.begin(), in_.end(), other) == 0 && !HasMet(pairing)) {
          pairings.push_back(pairing);
        }
      }
    }
    if (!pairings.empty() && !Hold(pairings)) {
      return;
    }
    if (std::optional<Outcome> outcome = WithoutVerdict()) {
      End({*outcome, std::nullopt,
           fmt::format("the responses {} could not be told apart: a comparison is {}",
                       fmt::join(in_, ", "), OutcomeName(*outcome))});
      return;
    }
    std::vector<int> best = MostWins();
    if (best.size() == 1) {
      weakest_ = DecidedBy::kMoreComparisons;
      Select(best.front());
      plan_.runner_up = in_.front() != best.front() ? in_.front() : in_.back();
      return;
    }
    End({AllTied(best) ? Outcome::kTie : Outcome::kInconsistent, std::nullopt,
         fmt::format("the responses {} could not be told apart, and won equally often",
                     fmt::join(best, ", "))});
  }

  // The outcome of a comparison of theirs that has no verdict at all: nothing can be counted then.
  std::optional<Outcome> WithoutVerdict() const {
    for (int one : in_) {
      for (const Pairing& pairing : met_) {
        bool is_theirs = pairing.first == one || pairing.second == one;
        if (is_theirs && !Of(pairing).winner && !IsVerdict(Of(pairing).verdict)) {
          return Of(pairing).verdict;
        }
      }
    }
    return std::nullopt;
  }

  // Of those who are in, who won most, each comparison that it lost taken off.
  std::vector<int> MostWins() const {
    std::map<int, std::vector<int>> by_wins;
    for (int one : in_) {
      int wins = 0;
      for (const Pairing& pairing : met_) {
        if (Of(pairing).winner && (pairing.first == one || pairing.second == one)) {
          wins += *Of(pairing).winner == one ? 1 : -1;
        }
      }
      by_wins[wins].push_back(one);
    }
    return by_wins.rbegin()->second;
  }

  bool AllTied(const std::vector<int>& some) const {
    return std::all_of(met_.begin(), met_.end(), [&](const Pairing& pairing) {
      bool both = std::count(some.begin(), some.end(), pairing.first) != 0 &&
                  std::count(some.begin(), some.end(), pairing.second) != 0;
      return !both || Of(pairing).verdict == Outcome::kTie;
    });
  }

  void Select(int winner) {
    plan_.selected = winner;
    plan_.decided_by = plan_.matches.empty() ? DecidedBy::kPosition : weakest_;
    for (const TournamentPlan::Match& match : plan_.matches) {
      if (Of(match.pairing).winner == winner) {
        const auto& [first, second] = match.pairing;
        plan_.runner_up = first == winner ? second : first;
      }
    }
    End({Outcome::kSelected, std::nullopt, ""});
  }

  void End(Verdict verdict) {
    plan_.is_over = true;
    plan_.verdict = std::move(verdict);
  }

  std::vector<int> players_;
  std::vector<int> in_;
  const ComparisonResults& results_;
  std::set<Pairing> met_;
  int round_ = 0;
  DecidedBy weakest_ = DecidedBy::kBothOrders;
  TournamentPlan plan_;
};

}  // namespace

ComparisonResult ReadComparison(const Pairing& pairing, const ItemJudgment& judged) {
  ComparisonResult result;
  result.verdict = judged.verdict.outcome;
  if (result.verdict == Outcome::kFirst || result.verdict == Outcome::kSecond) {
    result.winner = result.verdict == Outcome::kFirst ? pairing.first : pairing.second;
    result.decided_by =
        judged.judgments.size() == 2 ? DecidedBy::kBothOrders : DecidedBy::kOneOrder;
    return result;
  }
  double first = ProbabilityOf(Outcome::kFirst, judged.probabilities);
  double second = ProbabilityOf(Outcome::kSecond, judged.probabilities);
  if (first != second) {
    result.winner = first > second ? pairing.first : pairing.second;
    result.decided_by = DecidedBy::kLogOdds;
  }
  return result;
}

TournamentPlan PlanTournament(const std::vector<int>& players, const ComparisonResults& results) {
  if (players.empty()) {
    throw Error(ErrorKind::kInternal, "a tournament without players");
  }
  return Play(players, results).Go();
}

}  // namespace autoj

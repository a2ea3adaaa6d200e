#include "study/tournament.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>

#include "autoj/error.h"

namespace autoj {
namespace {

ComparisonResult Won(int winner, DecidedBy by = DecidedBy::kBothOrders) {
  return {winner, by, Outcome::kFirst};
}
ComparisonResult Undecided(Outcome verdict) { return {std::nullopt, std::nullopt, verdict}; }

using Umpire = std::function<ComparisonResult(const Pairing&)>;

// Plays a whole tournament, and counts its rounds.
struct Played {
  TournamentPlan plan;
  int rounds = 0;
};

Played PlayAll(int responses, const Umpire& judge) {
  std::vector<int> players;
  for (int i = 0; i < responses; ++i) {
    players.push_back(i);
  }
  ComparisonResults results;
  Played played;
  while (true) {
    played.plan = PlanTournament(players, results);
    if (played.plan.is_over) {
      return played;
    }
    ++played.rounds;
    size_t before = results.size();
    for (const TournamentPlan::Match& match : played.plan.matches) {
      EXPECT_LT(match.pairing.first, match.pairing.second);
      results.emplace(match.pairing, judge(match.pairing));
    }
    if (results.size() == before) {
      ADD_FAILURE() << "nothing new is asked, and it is not over";
      return played;
    }
  }
}

std::vector<Pairing> PairingsOf(const TournamentPlan& plan) {
  std::vector<Pairing> pairings;
  for (const TournamentPlan::Match& match : plan.matches) {
    pairings.push_back(match.pairing);
  }
  return pairings;
}

TEST(Tournament, TheBestWinsByOneComparisonLessThanThereAre) {
  for (int n = 2; n <= 33; ++n) {
    for (int best : {0, n / 2, n - 1}) {
      Umpire judge = [best](const Pairing& pairing) {
        bool has_best = pairing.first == best || pairing.second == best;
        return Won(has_best ? best : pairing.first);
      };
      Played played = PlayAll(n, judge);
      EXPECT_EQ(played.plan.selected, best);
      EXPECT_EQ(played.plan.decided_by, DecidedBy::kBothOrders);
      EXPECT_EQ(played.plan.matches.size(), static_cast<size_t>(n - 1));
      int rounds = 0;
      for (int left = n; left > 1; left = (left + 1) / 2) {
        ++rounds;
      }
      EXPECT_EQ(played.rounds, rounds) << n;
    }
  }
}

TEST(Tournament, WhoMetNobodyPlaysInTheNextRound) {
  TournamentPlan plan = PlanTournament({0, 1, 2, 3, 4}, {{{0, 1}, Won(0)}, {{2, 3}, Won(2)}});
  EXPECT_EQ(PairingsOf(plan), (std::vector<Pairing>{{0, 1}, {2, 3}, {0, 4}}));
  EXPECT_EQ(plan.matches.back().round, 2);
  EXPECT_FALSE(plan.is_over);
}

TEST(Tournament, NothingFollowsFromHalfARound) {
  TournamentPlan plan = PlanTournament({0, 1, 2, 3}, {{{0, 1}, Won(0)}});
  EXPECT_EQ(PairingsOf(plan), (std::vector<Pairing>{{0, 1}, {2, 3}}));
}

TEST(Tournament, TheWeakestReasonIsTold) {
  Played played = PlayAll(4, [](const Pairing& pairing) {
    return Won(pairing.first,
               pairing == Pairing{2, 3} ? DecidedBy::kLogOdds : DecidedBy::kBothOrders);
  });
  EXPECT_EQ(played.plan.selected, 0);
  EXPECT_EQ(played.plan.runner_up, 2);
  EXPECT_EQ(played.plan.decided_by, DecidedBy::kLogOdds);
}

TEST(Tournament, AnUndecidedComparisonKnocksNobodyOut) {
  // 0 and 1 cannot be told apart, but 2 beats both.
  Played played = PlayAll(3, [](const Pairing& pairing) {
    return pairing == Pairing{0, 1} ? Undecided(Outcome::kInconsistent) : Won(2);
  });
  EXPECT_EQ(played.plan.selected, 2);
  EXPECT_EQ(played.plan.decided_by, DecidedBy::kBothOrders);
  EXPECT_EQ(PairingsOf(played.plan), (std::vector<Pairing>{{0, 1}, {0, 2}, {1, 2}}));
}

TEST(Tournament, WhoAreLeftMeetTheOthers) {
  // 0 and 3 are equal; 0 beat 1, 3 beat 2; of the others, 0 beats 2, and 3 loses to 1.
  ComparisonResults results = {
      {{0, 1}, Won(0)}, {{2, 3}, Won(3)}, {{0, 3}, Undecided(Outcome::kInconsistent)}};
  TournamentPlan plan = PlanTournament({0, 1, 2, 3}, results);
  EXPECT_EQ(PairingsOf(plan), (std::vector<Pairing>{{0, 1}, {2, 3}, {0, 3}, {0, 2}, {1, 3}}));
  results[{0, 2}] = Won(0);
  results[{1, 3}] = Won(1);
  plan = PlanTournament({0, 1, 2, 3}, results);
  ASSERT_TRUE(plan.is_over);
  EXPECT_EQ(plan.selected, 0);
  EXPECT_EQ(plan.runner_up, 3);
  EXPECT_EQ(plan.decided_by, DecidedBy::kMoreComparisons);
}

TEST(Tournament, WhatCannotBeToldApartIsNotSelected) {
  for (Outcome outcome :
       {Outcome::kTie, Outcome::kInconsistent, Outcome::kUnreadable, Outcome::kTooLong}) {
    Played played = PlayAll(4, [&](const Pairing&) { return Undecided(outcome); });
    EXPECT_EQ(played.plan.verdict.outcome, outcome);
    EXPECT_FALSE(played.plan.selected);
    EXPECT_FALSE(played.plan.decided_by);
    EXPECT_EQ(played.plan.matches.size(), 6u);
    EXPECT_NE(played.plan.verdict.reason.find("could not be told apart"), std::string::npos);
  }
}

TEST(Tournament, AComparisonWithoutVerdictIsNotCountedAsALoss) {
  // 0 and 1 are tied; against 2, which both meet, 1 has no verdict.
  Played played = PlayAll(3, [](const Pairing& pairing) {
    return pairing == Pairing{0, 1}   ? Undecided(Outcome::kTie)
           : pairing == Pairing{0, 2} ? Won(0)
                                      : Undecided(Outcome::kTruncated);
  });
  EXPECT_EQ(played.plan.verdict.outcome, Outcome::kTruncated);
  EXPECT_FALSE(played.plan.selected);
}

TEST(Tournament, AFailureEndsIt) {
  Played played = PlayAll(8, [](const Pairing& pairing) {
    return pairing.first == 2 ? Undecided(Outcome::kFailed) : Won(pairing.first);
  });
  EXPECT_EQ(played.plan.verdict.outcome, Outcome::kFailed);
  EXPECT_EQ(played.plan.matches.size(), 4u);
  EXPECT_EQ(played.plan.verdict.reason, "the comparison of 2 and 3 failed");
}

TEST(Tournament, OneAloneIsSelected) {
  TournamentPlan plan = PlanTournament({3}, {});
  EXPECT_TRUE(plan.is_over);
  EXPECT_EQ(plan.selected, 3);
  EXPECT_EQ(plan.decided_by, DecidedBy::kPosition);
  EXPECT_THROW(PlanTournament({}, {}), Error);
}

TEST(Tournament, EverythingEndsWhateverTheVerdicts) {
  // All ways in which four responses' six comparisons can end: first, second, undecided.
  std::vector<Pairing> all = {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}};
  size_t selected = 0;
  for (int code = 0; code < 729; ++code) {
    ComparisonResults verdicts;
    int rest = code;
    for (const Pairing& pairing : all) {
      int way = rest % 3;
      rest /= 3;
      verdicts[pairing] = way == 0   ? Won(pairing.first)
                          : way == 1 ? Won(pairing.second)
                                     : Undecided(Outcome::kTie);
    }
    Played played = PlayAll(4, [&](const Pairing& pairing) { return verdicts.at(pairing); });
    EXPECT_LE(played.plan.matches.size(), 6u);
    selected += played.plan.selected ? 1 : 0;
    // A response that beats each of the others is always the one.
    for (int one = 0; one < 4; ++one) {
      bool beats_all = std::all_of(all.begin(), all.end(), [&](const Pairing& pairing) {
        bool plays = pairing.first == one || pairing.second == one;
        return !plays || verdicts.at(pairing).winner == one;
      });
      if (beats_all) {
        EXPECT_EQ(played.plan.selected, one) << code;
      }
    }
  }
  EXPECT_GT(selected, 600u);
  EXPECT_LT(selected, 729u);
}

ItemJudgment Judged(Outcome given, Outcome swapped, std::vector<Alternative> probabilities) {
  ItemJudgment judged;
  judged.kind = ItemKind::kPair;
  judged.judgments.resize(2);
  judged.verdict.outcome = given == swapped ? given : Outcome::kInconsistent;
  judged.probabilities = std::move(probabilities);
  return judged;
}

Alternative Likely(Outcome outcome, double probability) {
  return {{outcome, std::nullopt, ""}, probability};
}

TEST(ReadComparison, BothOrdersThenLogOddsThenNothing) {
  ComparisonResult agreed =
      ReadComparison({2, 5}, Judged(Outcome::kSecond, Outcome::kSecond,
                                    {Likely(Outcome::kFirst, 0.6), Likely(Outcome::kSecond, 0.4)}));
  EXPECT_EQ(agreed.winner, 5);
  EXPECT_EQ(agreed.decided_by, DecidedBy::kBothOrders);
  ComparisonResult leaning =
      ReadComparison({2, 5}, Judged(Outcome::kTie, Outcome::kTie,
                                    {Likely(Outcome::kFirst, 0.3), Likely(Outcome::kSecond, 0.1),
                                     Likely(Outcome::kTie, 0.6)}));
  EXPECT_EQ(leaning.winner, 2);
  EXPECT_EQ(leaning.decided_by, DecidedBy::kLogOdds);
  for (const ItemJudgment& even :
       {Judged(Outcome::kFirst, Outcome::kSecond, {}),
        Judged(Outcome::kFirst, Outcome::kSecond,
               {Likely(Outcome::kFirst, 0.5), Likely(Outcome::kSecond, 0.5)})}) {
    ComparisonResult undecided = ReadComparison({2, 5}, even);
    EXPECT_FALSE(undecided.winner);
    EXPECT_FALSE(undecided.decided_by);
    EXPECT_EQ(undecided.verdict, Outcome::kInconsistent);
  }
}

TEST(ReadComparison, OneOrderIsTold) {
  ItemJudgment judged = Judged(Outcome::kFirst, Outcome::kFirst, {});
  judged.judgments.resize(1);
  EXPECT_EQ(ReadComparison({0, 1}, judged).decided_by, DecidedBy::kOneOrder);
}

}  // namespace
}  // namespace autoj

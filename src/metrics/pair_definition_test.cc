#include "metrics/pair_definition.h"

#include <gtest/gtest.h>

#include <set>

#include "autoj/error.h"

namespace autoj {
namespace {

JudgedPair Pair(Outcome label, Outcome given, std::optional<Outcome> swapped) {
  JudgedPair pair;
  pair.label = label;
  pair.given = given;
  pair.swapped = swapped;
  return pair;
}

constexpr Outcome kFirst = Outcome::kFirst;
constexpr Outcome kSecond = Outcome::kSecond;
constexpr Outcome kTie = Outcome::kTie;
constexpr Outcome kLost = Outcome::kUnreadable;

TEST(PairDefinition, CreditsOrdersThatDiffer) {
  JudgedPair torn = Pair(kFirst, kFirst, kSecond);
  EXPECT_EQ(Credit(PairDefinition::kBothOrders, torn), 0.0);
  EXPECT_EQ(Credit(PairDefinition::kGivenOrder, torn), 1.0);
  EXPECT_EQ(Credit(PairDefinition::kSwappedOrder, torn), 0.0);
  EXPECT_EQ(Credit(PairDefinition::kRandomOrder, torn), 0.5);
  EXPECT_EQ(Credit(PairDefinition::kInconsistentAsTie, torn), 0.0);
  EXPECT_EQ(IsConsistent(torn), false);
  torn.label = kTie;
  EXPECT_EQ(Credit(PairDefinition::kInconsistentAsTie, torn), 1.0);
  EXPECT_EQ(Credit(PairDefinition::kBothOrders, torn), 0.0);
}

TEST(PairDefinition, CreditsOrdersThatAgree) {
  JudgedPair right = Pair(kTie, kTie, kTie);
  for (PairDefinition definition :
       {PairDefinition::kBothOrders, PairDefinition::kGivenOrder, PairDefinition::kSwappedOrder,
        PairDefinition::kRandomOrder, PairDefinition::kInconsistentAsTie}) {
    EXPECT_EQ(Credit(definition, right), 1.0) << DefinitionName(definition, false);
  }
  EXPECT_EQ(IsConsistent(right), true);
}

TEST(PairDefinition, NothingWhereItDoesNotApply) {
  JudgedPair single = Pair(kFirst, kFirst, std::nullopt);
  EXPECT_EQ(Credit(PairDefinition::kGivenOrder, single), 1.0);
  for (PairDefinition definition :
       {PairDefinition::kBothOrders, PairDefinition::kSwappedOrder, PairDefinition::kRandomOrder,
        PairDefinition::kInconsistentAsTie, PairDefinition::kAveragedOrders}) {
    EXPECT_EQ(Credit(definition, single), std::nullopt);
    EXPECT_FALSE(BoundCredit(definition, single));
  }
  EXPECT_EQ(IsConsistent(single), std::nullopt);
  single.averaged = kSecond;
  EXPECT_EQ(Credit(PairDefinition::kAveragedOrders, single), 0.0);
  EXPECT_THROW(Credit(PairDefinition::kBestOrder, single), Error);
}

TEST(PairDefinition, AnOrderWithoutADecisionIsWrongAndInconsistent) {
  EXPECT_EQ(Credit(PairDefinition::kBothOrders, Pair(kTie, kLost, kLost)), 0.0);
  EXPECT_EQ(Credit(PairDefinition::kInconsistentAsTie, Pair(kTie, kLost, kFirst)), 0.0);
  EXPECT_EQ(Credit(PairDefinition::kInconsistentAsTie, Pair(kTie, kLost, kLost)), 0.0);
  EXPECT_EQ(Credit(PairDefinition::kRandomOrder, Pair(kTie, kLost, kTie)), 0.5);
  EXPECT_EQ(IsConsistent(Pair(kTie, kLost, kLost)), false);
}

TEST(PairDefinition, BoundsWhatTheUndecidedCouldHaveBeen) {
  auto bounds = [](PairDefinition definition, const JudgedPair& pair) {
    CreditBounds found = *BoundCredit(definition, pair);
    return std::make_pair(found.worst, found.best);
  };
  using Both = std::pair<double, double>;
  JudgedPair half = Pair(kFirst, kLost, kFirst);
  EXPECT_EQ(bounds(PairDefinition::kBothOrders, half), Both(0, 1));
  EXPECT_EQ(bounds(PairDefinition::kSwappedOrder, half), Both(1, 1));
  EXPECT_EQ(bounds(PairDefinition::kRandomOrder, half), Both(0.5, 1));
  EXPECT_EQ(bounds(PairDefinition::kBothOrders, Pair(kFirst, kLost, kTie)), Both(0, 0));
  EXPECT_EQ(bounds(PairDefinition::kInconsistentAsTie, Pair(kTie, kLost, kFirst)), Both(0, 1));
  EXPECT_EQ(bounds(PairDefinition::kInconsistentAsTie, Pair(kTie, kLost, kTie)), Both(0, 1));
  EXPECT_EQ(bounds(PairDefinition::kInconsistentAsTie, Pair(kFirst, kLost, kSecond)), Both(0, 0));
  EXPECT_EQ(bounds(PairDefinition::kGivenOrder, Pair(kFirst, kFirst, std::nullopt)), Both(1, 1));
}

// Every label, both orders and their average in all that can come of a question.
TEST(PairDefinition, CreditIsWithinItsBoundsWhateverTheVerdicts) {
  const Outcome outcomes[] = {kFirst, kSecond, kTie, kLost, Outcome::kFailed, Outcome::kTruncated};
  std::vector<JudgedPair> pairs;
  for (Outcome label : {kFirst, kSecond, kTie}) {
    for (Outcome given : outcomes) {
      for (Outcome swapped : outcomes) {
        for (Outcome averaged : outcomes) {
          pairs.push_back(Pair(label, given, swapped));
          pairs.back().averaged = averaged;
        }
      }
    }
  }
  for (PairDefinition definition : AllPairDefinitions()) {
    for (const JudgedPair& pair : pairs) {
      if (definition == PairDefinition::kBestOrder) {
        continue;  // of whole sets: pairwise_evaluation_test.cc
      }
      double credit = *Credit(definition, pair);
      CreditBounds bounds = *BoundCredit(definition, pair);
      EXPECT_LE(bounds.worst, credit) << DefinitionName(definition, false);
      EXPECT_GE(bounds.best, credit) << DefinitionName(definition, false);
    }
  }
  for (const JudgedPair& pair : pairs) {
    EXPECT_LE(BoundConsistency(pair)->worst, *IsConsistent(pair) ? 1 : 0);
    EXPECT_GE(BoundConsistency(pair)->best, *IsConsistent(pair) ? 1 : 0);
  }
}

TEST(PairDefinition, BoundsConsistency) {
  EXPECT_EQ(BoundConsistency(Pair(kTie, kFirst, kFirst))->worst, 1.0);
  EXPECT_EQ(BoundConsistency(Pair(kTie, kFirst, kSecond))->best, 0.0);
  EXPECT_EQ(BoundConsistency(Pair(kTie, kFirst, kLost))->worst, 0.0);
  EXPECT_EQ(BoundConsistency(Pair(kTie, kFirst, kLost))->best, 1.0);
  EXPECT_FALSE(BoundConsistency(Pair(kTie, kFirst, std::nullopt)));
}

TEST(PairDefinition, EachHasItsNameAndNote) {
  std::set<std::string> names;
  for (PairDefinition definition : AllPairDefinitions()) {
    for (bool without : {false, true}) {
      names.insert(DefinitionName(definition, without));
    }
  }
  EXPECT_EQ(names.size(), 14u);
  EXPECT_EQ(DefinitionNote(PairDefinition::kBestOrder, false),
            "the better of given_order and swapped_order, chosen on these labels; compare with "
            "SFR-Judge-70B: 63.51");
  EXPECT_EQ(
      DefinitionNote(PairDefinition::kAveragedOrders, true),
      "the likeliest by the mean log-odds of both orders, of the pairs whose label is no tie; "
      "no published numbers");
  EXPECT_EQ(names.count("both_orders"), 1u);
  EXPECT_EQ(names.count("averaged_orders_without_ties"), 1u);
}

}  // namespace
}  // namespace autoj

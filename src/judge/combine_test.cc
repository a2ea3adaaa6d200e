#include "judge/combine.h"

#include <gtest/gtest.h>

#include <cmath>

namespace autoj {
namespace {

Judgment Order1(Outcome outcome) {
  Judgment judgment;
  judgment.verdict.outcome = outcome;
  return judgment;
}

Judgment Order2(Outcome outcome) {
  Judgment judgment = Order1(outcome);
  judgment.order = Order::kSwapped;
  return judgment;
}

Judgment WithProbability(Judgment judgment, double first) {
  judgment.probabilities = {{{Outcome::kFirst, std::nullopt, ""}, first},
                            {{Outcome::kSecond, std::nullopt, ""}, 1 - first}};
  judgment.verdict.outcome = first > 0.5 ? Outcome::kFirst : Outcome::kSecond;
  return judgment;
}

Judgment Rated(int response, double rating, double logprob) {
  Judgment judgment;
  judgment.response = response;
  judgment.verdict = {Outcome::kRated, rating, ""};
  judgment.logprob = logprob;
  return judgment;
}

ItemJudgment Combined(bool pairwise, std::vector<Judgment> judgments) {
  ItemJudgment item;
  Combine(pairwise, std::move(judgments), &item);
  return item;
}

TEST(Combine, BothOrdersMustAgree) {
  EXPECT_EQ(Combined(true, {Order1(Outcome::kTie), Order2(Outcome::kTie)}).verdict.outcome,
            Outcome::kTie);
  ItemJudgment item = Combined(true, {Order1(Outcome::kFirst), Order2(Outcome::kTie)});
  EXPECT_EQ(item.verdict.outcome, Outcome::kInconsistent);
  EXPECT_EQ(item.verdict.reason, "given says first, swapped says tie");
  EXPECT_EQ(Combined(true, {Order1(Outcome::kSecond)}).verdict.outcome, Outcome::kSecond);
}

// Two equal responses: each order sees the same prompt, so the preferences cancel out.
TEST(Combine, EqualResponsesHaveNoAveragedVerdict) {
  ItemJudgment item = Combined(true, {WithProbability(Order1(Outcome::kFirst), 0.7),
                                      WithProbability(Order2(Outcome::kSecond), 1 - 0.7)});
  EXPECT_EQ(item.verdict.outcome, Outcome::kInconsistent);
  ASSERT_EQ(item.probabilities.size(), 2u);
  EXPECT_EQ(item.probabilities[0].probability, item.probabilities[1].probability);
  EXPECT_FALSE(item.averaged);
}

TEST(Combine, OfEqualRatingsTheHigherExpectationIsSelected) {
  auto rated = [](int response, double six) {
    Judgment judgment = Rated(response, 6, 0);
    judgment.logprob.reset();
    judgment.probabilities = {{{Outcome::kRated, 6.0, ""}, six},
                              {{Outcome::kRated, 7.0, ""}, 1 - six}};
    return judgment;
  };
  ItemJudgment item = Combined(false, {rated(0, 0.9), rated(1, 0.6), rated(2, 0.8)});
  EXPECT_EQ(item.selected, 1);
}

TEST(Combine, AnUndecidedOrderIsNeverCountedAsATie) {
  ItemJudgment item = Combined(true, {Order1(Outcome::kFirst), Order2(Outcome::kUnreadable)});
  EXPECT_EQ(item.verdict.outcome, Outcome::kUnreadable);
  item = Combined(true, {Order1(Outcome::kUnreadable), Order2(Outcome::kTooLong)});
  EXPECT_EQ(item.verdict.outcome, Outcome::kTooLong);
  EXPECT_FALSE(item.averaged);
}

// A judge that favours the first position: 0.9 and 0.3 for the same response. The log-odds are
// ln 9 and ln(3/7); their mean is 0.6749, which is a probability of 0.6626.
TEST(Combine, TheMeanOfTheLogOddsSeesThroughAPosition) {
  ItemJudgment item = Combined(true, {WithProbability(Order1(Outcome::kFirst), 0.9),
                                      WithProbability(Order2(Outcome::kFirst), 0.3)});
  EXPECT_EQ(item.verdict.outcome, Outcome::kInconsistent);
  EXPECT_EQ(item.averaged, Outcome::kFirst);
  EXPECT_NEAR(item.probabilities[0].probability, 0.6626, 1e-4);
  EXPECT_NEAR(item.probabilities[1].probability, 1 - 0.6626, 1e-4);
}

TEST(Combine, ARatingHasItsExpectation) {
  Judgment judgment = Rated(0, 2, -1);
  judgment.probabilities = {{{Outcome::kRated, 1, ""}, 0.25}, {{Outcome::kRated, 2, ""}, 0.75}};
  ItemJudgment item = Combined(false, {judgment});
  EXPECT_EQ(item.verdict.rating, 2);
  EXPECT_DOUBLE_EQ(*item.expected, 1.75);
}

// A rating of 8 whose expectation is 5 must not lose to a plain 6.
TEST(Combine, TheBestOfManyIsFoundByOneMeasure) {
  Judgment spread = Rated(0, 8, -1);
  spread.probabilities = {{{Outcome::kRated, 2, ""}, 0.5}, {{Outcome::kRated, 8, ""}, 0.5}};
  Judgment sure = Rated(1, 6, -1);
  EXPECT_EQ(Combined(false, {spread, sure}).selected, 0);
  sure.probabilities = {{{Outcome::kRated, 6, ""}, 1}};
  EXPECT_EQ(Combined(false, {spread, sure}).selected, 1);
  EXPECT_EQ(MeritsOf({spread, sure})[0].rating, 5);
}

TEST(Combine, OfEqualRatingsNoneIsBetterForBeingTheOnlyOneWhoseLogProbabilityIsKnown) {
  Judgment untold = Rated(0, 7, 0);
  untold.logprob.reset();
  EXPECT_EQ(Combined(false, {untold, Rated(1, 7, -3)}).selected, 0);
  EXPECT_FALSE(MeritsOf({untold, Rated(1, 7, -3)})[1].logprob);
}

TEST(Combine, TheBestOfManyIsTheHighestThenTheLikelier) {
  ItemJudgment item = Combined(false, {Rated(0, 5, -9), Rated(1, 8, -7), Rated(2, 8, -3)});
  EXPECT_EQ(item.verdict.outcome, Outcome::kSelected);
  EXPECT_EQ(item.selected, 2);
  Judgment unread;
  unread.response = 1;
  item = Combined(false, {Rated(0, 5, -9), unread, Rated(2, 8, -3)});
  EXPECT_EQ(item.verdict.outcome, Outcome::kUnreadable);
  EXPECT_FALSE(item.selected);
}

}  // namespace
}  // namespace autoj

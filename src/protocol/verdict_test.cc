#include "autoj/verdict.h"

#include <gtest/gtest.h>

#include "autoj/error.h"

namespace autoj {
namespace {

constexpr Outcome kAll[] = {Outcome::kFirst,      Outcome::kSecond,    Outcome::kTie,
                            Outcome::kRated,      Outcome::kSelected,  Outcome::kInconsistent,
                            Outcome::kUnreadable, Outcome::kTruncated, Outcome::kTooLong,
                            Outcome::kRefused,    Outcome::kFailed};

TEST(Outcome, NamesComeBack) {
  for (Outcome outcome : kAll) {
    EXPECT_EQ(ParseOutcome(OutcomeName(outcome)), outcome);
  }
  EXPECT_STREQ(OutcomeName(Outcome::kTooLong), "too_long");
  EXPECT_THROW(ParseOutcome("First"), Error);
  EXPECT_THROW(ParseOutcome(""), Error);
}

TEST(Outcome, OnlyDecisionsAreVerdicts) {
  int verdicts = 0;
  for (Outcome outcome : kAll) {
    verdicts += IsVerdict(outcome) ? 1 : 0;
  }
  EXPECT_EQ(verdicts, 6);
  EXPECT_TRUE(IsVerdict(Outcome::kInconsistent));
  EXPECT_FALSE(IsVerdict(Outcome::kTruncated));
}

TEST(Outcome, SwappingTwiceIsNothing) {
  EXPECT_EQ(Swapped(Outcome::kFirst), Outcome::kSecond);
  EXPECT_EQ(Swapped(Outcome::kTie), Outcome::kTie);
  for (Outcome outcome : kAll) {
    EXPECT_EQ(Swapped(Swapped(outcome)), outcome);
  }
}

}  // namespace
}  // namespace autoj

#include "protocol/verdict_rule.h"

#include <gtest/gtest.h>

#include "protocol/protocol.h"

namespace autoj {
namespace {

Verdict Read(const char* protocol, const char* language, std::string_view text) {
  return ReadVerdict(LoadProtocol(protocol, language).verdict, text);
}

std::string Pair(std::string_view text) {
  return OutcomeName(Read("autoj-pairwise", "en", text).outcome);
}

std::optional<double> Rating(std::string_view text) {
  return Read("autoj-single", "en", text).rating;
}

TEST(PairwiseVerdict, ReadsEachAlternative) {
  EXPECT_EQ(Pair("So, the final decision is Response 1. It is better."), "first");
  EXPECT_EQ(Pair("the FINAL decision is\n RESPONSE 2"), "second");
  EXPECT_EQ(Pair("final decision is tied."), "tie");
  EXPECT_EQ(Pair("final decision is Response 1 and it is the better one by far"), "first");
}

TEST(PairwiseVerdict, NeverGuesses) {
  for (const char* text :
       {"", "Response 1 is better.", "final decision is ", "final decision is Response 10",
        "finaldecision is Response 1", "final decision isResponse 1",
        "final decision is Response 1 / Response 2 / Tie",
        "final decision is Response 1 or Response 2",
        "final decision is Response 1 and Response 2 are tied",
        "final decision is Response 2 and 1 are tied", "final decision is Response 1 & 2",
        "final decision is Response 1  AND  RESPONSE 2", "final decision is Response 1 and\n2",
        "final decision is Tiebreak"}) {
    EXPECT_EQ(Pair(text), "unreadable") << text;
  }
}

TEST(PairwiseVerdict, LastDecisionCountsAndTheEarlierIsTold) {
  Verdict verdict = Read("autoj-pairwise", "en",
                         "Response 1 says \"the final decision is Response 1\". So, the final "
                         "decision is Response 2.");
  EXPECT_EQ(verdict.outcome, Outcome::kSecond);
  EXPECT_NE(verdict.reason.find("first"), std::string::npos);
}

TEST(PairwiseVerdict, AnUnreadableLastDecisionIsNotReplacedByAnEarlierOne) {
  EXPECT_EQ(Pair("final decision is Response 1. No: the final decision is open."), "unreadable");
}

TEST(PairwiseVerdict, Chinese) {
  EXPECT_EQ(Read("autoj-pairwise", "zh", "最终决定是回应1吗? 不, 最终决定是 回应2。").outcome,
            Outcome::kSecond);
  for (const char* text : {"最终决定是回应1/回应2/平局", "最终决定是回应1和回应2持平",
                           "最终决定是回应1、回应2不相上下"}) {
    EXPECT_EQ(Read("autoj-pairwise", "zh", text).outcome, Outcome::kUnreadable) << text;
  }
}

TEST(SingleRating, ReadsTheIrregularForms) {
  EXPECT_EQ(Rating("scores [9] and [[2]]\nRating: [[4]]."), 4.0);
  EXPECT_EQ(Rating("Rating: [[3]] no, Rating: [[ 8 ]]"), 8.0);
  EXPECT_EQ(Rating("Rating: [[7/10]]"), 7.0);
  EXPECT_EQ(Rating("Rating: [[5.5]]"), 5.5);
  EXPECT_EQ(Read("autoj-single", "zh", "打分:[[7]]").rating, 7.0);
}

TEST(SingleRating, RefusesWhatIsNoRating) {
  for (const char* text :
       {"", "Rating: 7", "[[7]]", "Rating: [[abc]]", "Rating: [[", "Rating: [[nan]]",
        "Rating: [[99]]", "Rating: [[0.5]]", "Rating: [[7/5]]", "Rating: [[0x7]]", "Rating: [[]]",
        "Rating: [[1e1]]", "Rating: [[7.]", "Rating: [[-7]]"}) {
    EXPECT_EQ(Rating(text), std::nullopt) << text;
    EXPECT_FALSE(Read("autoj-single", "en", text).reason.empty()) << text;
  }
}

TEST(OtherFormats, MtBench) {
  EXPECT_EQ(Read("mtbench-pairwise", "en", "A is vague. [[A]]? No: [[B]]").outcome,
            Outcome::kSecond);
  EXPECT_EQ(Read("mtbench-pairwise", "en", "Both are fine. [[c]]").outcome, Outcome::kTie);
  EXPECT_EQ(Read("mtbench-pairwise", "en", "[A] is better").outcome, Outcome::kUnreadable);
  EXPECT_EQ(Read("mtbench-single", "en", "As [[1]] says, Grade: [[6.5]]").rating, 6.5);
}

TEST(OtherFormats, Prometheus) {
  EXPECT_EQ(Read("prometheus-absolute", "en", "Feedback: good. [RESULT] 4.").rating, 4.0);
  EXPECT_EQ(Read("prometheus-absolute", "en", "[RESULT] 2/5").rating, 2.0);
  EXPECT_EQ(Read("prometheus-absolute", "en", "[RESULT] 6").rating, std::nullopt);
  EXPECT_EQ(Read("prometheus-absolute", "en", "[RESULT] four").rating, std::nullopt);
  EXPECT_EQ(Read("prometheus-absolute", "en", "a 4").rating, std::nullopt);
}

bool Complete(const char* protocol, std::string_view text) {
  return IsVerdictComplete(LoadProtocol(protocol, "en").verdict, text);
}

TEST(IsVerdictComplete, AChoiceNeedsWhatEndsItsWord) {
  EXPECT_TRUE(Complete("autoj-pairwise", "final decision is Response 1."));
  EXPECT_TRUE(Complete("autoj-pairwise", "final decision is Response 1 because"));
  EXPECT_TRUE(Complete("autoj-pairwise", "final decision is Response 1 other"));
  EXPECT_TRUE(Complete("autoj-pairwise", "final decision is tie\n\nBoth"));
  for (const char* open :
       {"", "final decision is", "final decision is Response", "final decision is Response 1",
        "final decision is Response 10", "final decision is Response 1 ",
        "final decision is Response 1\n", "final decision is Response 1 o",
        "final decision is Response 1 or", "final decision is Response 1 /",
        "final decision is Response 1 and", "final decision is Response 1 and Response",
        "final decision is Response 1  and  Resp", "final decision is tie",
        "final decision is open.", "Response 1."}) {
    EXPECT_FALSE(Complete("autoj-pairwise", open)) << open;
  }
}

TEST(IsVerdictComplete, BracketsEndAVerdictAtOnce) {
  EXPECT_TRUE(Complete("mtbench-single", "Grade: [[7]]"));
  EXPECT_FALSE(Complete("mtbench-single", "Grade: [[7]"));
  EXPECT_FALSE(Complete("mtbench-single", "Grade: [[77]]"));
  EXPECT_FALSE(Complete("mtbench-single", "Grade: [[7]] or [[8"));
  EXPECT_FALSE(Complete("mtbench-pairwise", "so [[A]]"));  // [[A]]" if ... would be the echo
  EXPECT_TRUE(Complete("mtbench-pairwise", "so [[A]]."));
}

TEST(IsVerdictComplete, ABareNumberMayGrow) {
  EXPECT_TRUE(Complete("prometheus-absolute", "[RESULT] 4 on"));
  EXPECT_TRUE(Complete("prometheus-absolute", "[RESULT] 4.\n"));
  EXPECT_TRUE(Complete("prometheus-absolute", "[RESULT] 4/5)"));
  for (const char* open : {"[RESULT]", "[RESULT] ", "[RESULT] 4", "[RESULT] 4.", "[RESULT] 4/",
                           "[RESULT] 4 ", "[RESULT] 4 o", "[RESULT] 4,"}) {
    EXPECT_FALSE(Complete("prometheus-absolute", open)) << open;
  }
}

TEST(IsVerdictComplete, AnObjectMustStandInNoOpenOne) {
  EXPECT_TRUE(Complete("json-pairwise", "{\"winner\": \"1\"}"));
  EXPECT_TRUE(Complete("json-pairwise", "if (x) {y} {\"winner\": \"1\"}"));
  EXPECT_FALSE(Complete("json-pairwise", "{\"winner\": \"1\""));
  EXPECT_FALSE(Complete("json-pairwise", "{\"winner\": \"both\"}"));
  EXPECT_FALSE(Complete("json-pairwise", "{\"details\": {\"winner\": \"1\"}"));
}

// Texts that would be slow for a reader that starts again at every bracket.
TEST(ReadVerdict, HostileTextsTakeLinearTime) {
  constexpr size_t kTimes = 40'000;
  std::string braces(kTimes, '{');
  std::string nested;
  std::string quoted = "{\"a\": [";
  std::string brackets;
  for (size_t i = 0; i < kTimes; ++i) {
    nested += "{\"a\":";
    quoted += "\"{\",";
    brackets += "Rating: [[";
  }
  EXPECT_EQ(Read("json-single", "en", braces).outcome, Outcome::kUnreadable);
  EXPECT_EQ(Read("json-single", "en", nested).outcome, Outcome::kUnreadable);
  EXPECT_EQ(Read("json-single", "en", quoted).outcome, Outcome::kUnreadable);
  EXPECT_EQ(Read("json-single", "en", nested + "{\"rating\": 3}").rating, 3.0);
  EXPECT_EQ(Read("autoj-single", "en", brackets).outcome, Outcome::kUnreadable);
  EXPECT_EQ(Read("mtbench-single", "en", brackets).outcome, Outcome::kUnreadable);
}

}  // namespace
}  // namespace autoj

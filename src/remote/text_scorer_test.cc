#include "remote/text_scorer.h"

#include <cmath>

#include <gtest/gtest.h>

#include "autoj/error.h"

namespace autoj {
namespace {

using Point = TextScorer::Point;

Ask AskPath(const Point& point) { return {.route = "completions", .body = point.path}; }

TextScorer::Told First(const Answer& answer, const Point&) {
  return answer.likeliest.empty()
             ? TextScorer::Told{}
             : TextScorer::Told{answer.likeliest.front(), answer.written.front()};
}

std::string Likeliest(const std::map<std::string, double>& tokens,
                      const std::string& written = "x") {
  nlohmann::json logprobs = {
      {"tokens", {written}}, {"token_logprobs", {-1}}, {"top_logprobs", {tokens}}};
  return nlohmann::json{
      {"choices", {{{"text", "x"}, {"finish_reason", "length"}, {"logprobs", logprobs}}}}}
      .dump();
}

TEST(TextScorer, AddsAllTokensThatBeginOneAlternative) {
  TextScorer scorer({"1", "2"}, AskPath, First);
  scorer.Take(
      Likeliest({{"1", std::log(0.5)}, {"1.", std::log(0.25)}, {"2", std::log(0.125)}, {"x", -1}}));
  EXPECT_FALSE(scorer.Next());
  EXPECT_NEAR(std::exp(scorer.Scores()[0]), 0.75, 1e-12);
  EXPECT_NEAR(std::exp(scorer.Scores()[1]), 0.125, 1e-12);
}

TEST(TextScorer, AsksFurtherWhereATokenBeginsSeveral) {
  TextScorer scorer({" Response 1", " Response 2", " Tie"}, AskPath, First);
  EXPECT_EQ(scorer.Next()->body, " ");
  scorer.Take(
      Likeliest({{"Response", std::log(0.5)}, {"Resp", std::log(0.25)}, {"Tie", std::log(0.125)}}));
  EXPECT_EQ(scorer.Next()->body, " Response ");
  scorer.Take(Likeliest({{"1", std::log(0.5)}, {"2", std::log(0.25)}}));
  EXPECT_FALSE(scorer.Next());
  EXPECT_NEAR(std::exp(scorer.Scores()[0]), 0.75 * 0.5, 1e-12);
  EXPECT_NEAR(std::exp(scorer.Scores()[1]), 0.75 * 0.25, 1e-12);
  EXPECT_NEAR(std::exp(scorer.Scores()[2]), 0.125, 1e-12);
}

TEST(TextScorer, GuessesNoScoreOfAnUntoldAlternative) {
  TextScorer scorer({"1", "2"}, AskPath, First);
  EXPECT_THROW(scorer.Take(Likeliest({{"1", -1}, {"3", -2}})), Error);
}

TEST(TextScorer, GivesAnUntoldAlternativeWhatIsLeftOver) {
  TextScorer scorer({"1", "2"}, AskPath, First);
  scorer.Take(Likeliest({{"1", std::log(0.75)}, {"x", std::log(0.245)}}));
  EXPECT_FALSE(scorer.Next());
  EXPECT_NEAR(std::exp(scorer.Scores()[1]), 0.005, 1e-9);
}

TEST(TextScorer, FollowsWhatWasWrittenToItsAlternative) {
  const std::map<std::string, double> start = {{"Response", std::log(0.5)}, {"Tie", std::log(0.5)}};
  const std::map<std::string, double> end = {{"1", std::log(0.5)}, {"2", std::log(0.5)}};
  auto choice = [&](const std::string& first, const std::string& second) {
    TextScorer scorer({" Response 1", " Response 2", " Tie"}, AskPath, First);
    scorer.Take(Likeliest(start, first));
    scorer.Take(Likeliest(end, second));
    return scorer.Choice();
  };
  EXPECT_EQ(choice("Response", "2"), 1u);
  EXPECT_EQ(choice("Resp", "1"), 0u);
  EXPECT_EQ(choice("Tie", "1"), 2u);  // the second answer is of another way
  EXPECT_EQ(choice("Response", "3"), std::nullopt);
  EXPECT_EQ(choice("Both", "1"), std::nullopt);
}

TEST(ToldBehind, KeepsWhatLeadsToThePathAndBeyond) {
  Answer answer;
  answer.written = {{std::nullopt, "Response", 0}, {std::nullopt, " 1", -1}};
  answer.likeliest = {{},
                      {{std::nullopt, " 1", -1}, {std::nullopt, " ", -2}, {std::nullopt, "2", -3}}};
  TextScorer::Told told = ToldBehind("Response ", "Response", answer, 1);
  ASSERT_EQ(told.choices.size(), 1u);
  EXPECT_EQ(told.choices[0].text, "1");
  EXPECT_EQ(told.choices[0].logprob, -1);
  ASSERT_TRUE(told.written);
  EXPECT_EQ(told.written->text, "1");
  answer.written[1].text = ".";
  EXPECT_FALSE(ToldBehind("Response ", "Response", answer, 1).written);
}

}  // namespace
}  // namespace autoj

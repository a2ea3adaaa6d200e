#include "remote/text_scorer.h"

#include <cmath>

#include <gtest/gtest.h>

#include "autoj/error.h"

namespace autoj {
namespace {

using Point = TextScorer::Point;

Ask AskPath(const Point& point) { return {.route = "completions", .body = point.path}; }

std::vector<TokenChoice> First(const Answer& answer, const Point&) {
  return answer.likeliest.empty() ? std::vector<TokenChoice>{} : answer.likeliest.front();
}

std::string Likeliest(const std::map<std::string, double>& tokens) {
  nlohmann::json logprobs = {
      {"tokens", {"x"}}, {"token_logprobs", {-1}}, {"top_logprobs", {tokens}}};
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

TEST(Behind, KeepsWhatLeadsToThePathAndBeyond) {
  std::vector<TokenChoice> choices = {
      {std::nullopt, " 1", -1}, {std::nullopt, " ", -2}, {std::nullopt, "2", -3}};
  std::vector<TokenChoice> behind = Behind("Response ", "Response", choices);
  ASSERT_EQ(behind.size(), 1u);
  EXPECT_EQ(behind[0].text, "1");
  EXPECT_EQ(behind[0].logprob, -1);
}

}  // namespace
}  // namespace autoj

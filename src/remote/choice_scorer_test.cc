#include "remote/choice_scorer.h"

#include <gtest/gtest.h>

#include "remote/failure.h"

namespace autoj {
namespace {

std::string Wrote(const std::string& text, const std::string& finish = "stop") {
  return nlohmann::json{{"choices", {{{"text", text}, {"finish_reason", finish}}}}}.dump();
}

ChoiceScorer Scorer(const std::vector<std::string>& alternatives) {
  return {{.route = "completions", .body = "held"}, alternatives, std::identity()};
}

TEST(ChoiceScorer, TakesTheAlternativeThatWasWritten) {
  for (const char* written : {" Response 2", "Response 2"}) {
    ChoiceScorer scorer = Scorer({" Response 1", " Response 2", " Tie"});
    EXPECT_EQ(scorer.Next()->body, "held");
    scorer.Take(Wrote(written));
    EXPECT_FALSE(scorer.Next());
    EXPECT_EQ(scorer.Choice(), 1u);
    EXPECT_TRUE(scorer.Scores().empty());
  }
}

TEST(ChoiceScorer, GuessesNothingOfOtherWords) {
  for (const char* written : {"", "Response", "Response 2 is better", "response 2", "1"}) {
    ChoiceScorer scorer = Scorer({" Response 1", " Response 2"});
    EXPECT_THROW(scorer.Take(Wrote(written)), UnheldError) << written;
    EXPECT_FALSE(scorer.Choice());
  }
}

TEST(ChoiceScorer, TakesNoChoiceThatWasCutOff) {
  for (const char* finish : {"length", "error", "abort", "tool_calls"}) {
    ChoiceScorer scorer = Scorer({"1", "10"});
    EXPECT_THROW(scorer.Take(Wrote("1", finish)), UnheldError) << finish;
    EXPECT_FALSE(scorer.Choice());
  }
}

TEST(ChoiceScorer, TellsFaultsAndRefusals) {
  ChoiceScorer scorer = Scorer({"1", "2"});
  EXPECT_THROW(scorer.Take("no JSON"), FaultError);
  EXPECT_THROW(scorer.Take(R"({"choices": [{"message": {"refusal": "no"}}]})"), RefusalError);
  scorer.Take(Wrote("1"));
  EXPECT_EQ(scorer.Choice(), 0u);
}

}  // namespace
}  // namespace autoj

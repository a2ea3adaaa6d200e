#include "judge/question.h"

#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "judge/example_pairs.h"

namespace autoj {
namespace {

// What an engine's scores and choice of the swapped order decide.
class Decisions : public ::testing::Test {
 protected:
  Judgment Read(Mode mode, const std::vector<double>& scores, std::optional<size_t> choice,
                const std::string& unscored = "") {
    manner_.mode = mode;
    std::vector<Question> questions = ListQuestions(item_, protocol_, /*both_orders=*/true);
    Question& question = questions[1];
    HashPrompt(manner_, &question);
    Request request = MakeRequest(question, manner_);
    EXPECT_EQ(request.needs_scores, mode == Mode::kScored);
    Completion completion;
    completion.finish = Finish::kStop;
    completion.text = mode == Mode::kScored ? "" : "Hard to say.";
    completion.decision = request.decide(completion.text);
    completion.scores = scores;
    completion.choice = choice;
    completion.unscored = unscored;
    return ReadCompletion(question, manner_, completion);
  }

  Item item_ = ExamplePair("a", "q");
  Protocol protocol_ = LoadProtocol("autoj-pairwise", "en");
  Manner manner_;
};

TEST_F(Decisions, ScoresThatAreNotFiniteAreAFailure) {
  for (double score : {std::nan(""), -std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(Read(Mode::kScored, {-1, score}, std::nullopt).verdict.outcome, Outcome::kFailed);
  }
  EXPECT_EQ(Read(Mode::kScored, {}, std::nullopt).verdict.outcome, Outcome::kFailed);
}

TEST_F(Decisions, AlternativesThatAreEquallyLikelyDecideNothing) {
  EXPECT_EQ(Read(Mode::kScored, {-1, -1}, std::nullopt).verdict.outcome, Outcome::kUnreadable);
}

// As the server would have gone on: what it wrote itself, where that is among the likeliest.
TEST_F(Decisions, AServersOwnChoiceSettlesATieAndNothingElse) {
  Judgment tied = Read(Mode::kScored, {-1, -1}, 0);
  EXPECT_EQ(tied.verdict.outcome, Outcome::kSecond);  // mapped back
  EXPECT_NE(tied.verdict.reason.find("exactly as likely"), std::string::npos);
  EXPECT_EQ(tied.probabilities[0].probability, 0.5);
  Judgment clear = Read(Mode::kScored, {-1, -2}, 1);
  EXPECT_EQ(clear.verdict.outcome, Outcome::kSecond);
  EXPECT_EQ(clear.verdict.reason, "");
}

TEST_F(Decisions, AServerThatOnlyChoosesDecidesWithoutProbabilities) {
  Judgment judgment = Read(Mode::kGuided, {}, 1);
  EXPECT_EQ(judgment.verdict.outcome, Outcome::kFirst);  // mapped back
  EXPECT_NE(judgment.verdict.reason.find("no server is left that tells"), std::string::npos);
  EXPECT_TRUE(judgment.probabilities.empty());
  EXPECT_NE(judgment.text.find("Response 2"), std::string::npos) << judgment.text;
  EXPECT_NE(Read(Mode::kGuided, {}, 1, "an odd answer").verdict.reason.find(": an odd answer"),
            std::string::npos);
}

}  // namespace
}  // namespace autoj

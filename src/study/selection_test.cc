#include "study/selection.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "autoj/error.h"
#include "judge/combine.h"

namespace autoj {
namespace {

ItemJudgment Rated(const std::vector<std::pair<double, double>>& ratings_and_logprobs) {
  std::vector<Judgment> judgments;
  for (const auto& [rating, logprob] : ratings_and_logprobs) {
    Judgment judgment;
    judgment.response = static_cast<int>(judgments.size());
    judgment.verdict = {Outcome::kRated, rating, ""};
    judgment.logprob = logprob;
    judgments.push_back(judgment);
  }
  ItemJudgment item;
  Combine(false, std::move(judgments), &item);
  return item;
}

TEST(SelectByRating, TellsWhatDecidedAndByHowMuch) {
  Selection selection = SelectByRating(Rated({{4, -1}, {8, -9}, {6.5, -1}}));
  EXPECT_EQ(selection.item.selected, 1);
  EXPECT_EQ(selection.runner_up, 2);
  EXPECT_EQ(selection.rating, 8);
  EXPECT_EQ(selection.margin, 1.5);
  EXPECT_EQ(selection.decided_by, DecidedBy::kRating);
  EXPECT_TRUE(IsSelected(selection));
}

TEST(SelectByRating, EqualRatingsGoByLogprobThenPosition) {
  Selection selection = SelectByRating(Rated({{7, -9}, {7, -3}, {2, -1}}));
  EXPECT_EQ(selection.item.selected, 1);
  EXPECT_EQ(selection.runner_up, 0);
  EXPECT_EQ(selection.margin, 0);
  EXPECT_EQ(selection.decided_by, DecidedBy::kLogprob);
  selection = SelectByRating(Rated({{2, -1}, {7, -3}, {7, -3}}));
  EXPECT_EQ(selection.item.selected, 1);
  EXPECT_EQ(selection.decided_by, DecidedBy::kPosition);
}

TEST(SelectByRating, AResponseWithoutARatingLeavesNoWinner) {
  ItemJudgment judged = Rated({{7, -9}, {8, -3}});
  judged.judgments[0].verdict = {Outcome::kUnreadable, std::nullopt, "no rating"};
  std::vector<Judgment> judgments = std::move(judged.judgments);
  ItemJudgment item;
  Combine(false, std::move(judgments), &item);
  Selection selection = SelectByRating(std::move(item));
  EXPECT_FALSE(IsSelected(selection));
  EXPECT_FALSE(selection.decided_by);
  EXPECT_FALSE(selection.margin);
  EXPECT_EQ(selection.item.verdict.outcome, Outcome::kUnreadable);
}

TEST(SelectByRating, OneRatingIsNoChoice) { EXPECT_THROW(SelectByRating(Rated({{7, -9}})), Error); }

TEST(CheckChoice, NamesTheItem) {
  Item item;
  item.id = "a";
  item.line = "in.jsonl:3";
  item.responses = {"x"};
  try {
    CheckChoice(item);
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_EQ(std::string(e.what()),
              "in.jsonl:3: item \"a\" has one response; a selection needs at least two in "
              "\"responses\"");
  }
  item.responses.push_back("y");
  EXPECT_NO_THROW(CheckChoice(item));
}

}  // namespace
}  // namespace autoj

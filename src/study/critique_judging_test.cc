#include "study/critique_judging.h"

#include <gtest/gtest.h>

#include <cmath>

#include "autoj/error.h"

namespace autoj {
namespace {

CritiqueTask Task(const std::string& id) {
  CritiqueTask task;
  task.id = id;
  task.where = "data.jsonl:" + id;
  task.prompt = "p";
  task.response = "r";
  task.judged = "mine of " + id;
  task.reference = "theirs of " + id;
  return task;
}

ItemJudgment Answer(Finish finish, const std::string& text, const std::string& reason) {
  Judgment judgment;
  judgment.finish = finish;
  judgment.text = text;
  judgment.verdict.reason = reason;
  judgment.prompt_tokens = 1000;
  judgment.completion_tokens = 10;
  ItemJudgment judged;
  judged.judgments = {judgment};
  return judged;
}

void ExpectRefused(const std::vector<CritiqueTask>& tasks,
                   const std::vector<CritiqueComparison>& comparisons,
                   const std::optional<uint64_t>& seed, const std::string& words) {
  try {
    CheckCanBeFixed(tasks, comparisons, seed);
    ADD_FAILURE() << words;
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
    EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
  }
}

TEST(Draw, IsEvenAndTheSameForASeed) {
  size_t exchanged = 0;
  size_t alike = 0;
  for (int i = 0; i < 1000; ++i) {
    std::string id = std::to_string(i);
    EXPECT_EQ(DrawExchange(3, id), DrawExchange(3, id));
    exchanged += DrawExchange(3, id) ? 1 : 0;
    alike += DrawExchange(3, id) == DrawExchange(4, id) ? 1 : 0;
  }
  EXPECT_GT(exchanged, 440u);  // 500 +- 4 standard deviations
  EXPECT_LT(exchanged, 560u);
  EXPECT_GT(alike, 440u);
  EXPECT_LT(alike, 560u);
}

TEST(CritiqueItem, ShowsTheJudgedCritiqueWhereTheDrawSays) {
  CritiqueComparison comparison;
  Item item = MakeCritiqueItem(Task("1"), comparison);
  EXPECT_EQ(item.responses, (std::vector<std::string>{"mine of 1", "theirs of 1"}));
  EXPECT_EQ(item.critiqued, "r");
  EXPECT_EQ(item.meta, R"({"exchange":false})");
  comparison.exchange = true;
  item = MakeCritiqueItem(Task("1"), comparison);
  EXPECT_EQ(item.responses, (std::vector<std::string>{"theirs of 1", "mine of 1"}));
  EXPECT_EQ(item.meta, R"({"exchange":true})");
}

TEST(Comparison, IsFailedUntilThereIsAnAnswer) {
  std::vector<CritiqueComparison> drawn = DrawComparisons({Task("1"), Task("2")}, "zh", 5);
  EXPECT_EQ(drawn[0].output, "Failed!");
  EXPECT_EQ(drawn[0].meta["exchange"], DrawExchange(5, "1"));
  EXPECT_EQ(drawn[0].meta["seed"], 5);
  EXPECT_EQ(FindUnread(drawn), (std::vector<size_t>{0, 1}));
  TakeAnswer(Answer(Finish::kStop, "B: yes", ""), Price{10, 10, 100}, &drawn[0]);
  EXPECT_EQ(FindUnread(drawn), std::vector<size_t>{1});
  EXPECT_EQ(drawn[0].finish_reason, "stop");
  EXPECT_NEAR(drawn[0].cost, 0.011, 1e-12);  // 1000 tokens at 10 $, 10 at 100 $ a million
  EXPECT_FALSE(drawn[0].meta.contains("reason"));
}

TEST(Comparison, KeepsWhyThereIsNoAnswer) {
  std::vector<CritiqueComparison> drawn = DrawComparisons({Task("1")}, "en", 0);
  TakeAnswer(Answer(Finish::kTooLong, "", "too many tokens"), std::nullopt, &drawn[0]);
  EXPECT_EQ(drawn[0].output, "Failed!");
  EXPECT_EQ(drawn[0].finish_reason, "fail");
  EXPECT_EQ(drawn[0].meta["reason"], "too many tokens");
  EXPECT_TRUE(std::isnan(drawn[0].cost));
  TakeAnswer(Answer(Finish::kLength, "A: and B:", "both"), std::nullopt, &drawn[0]);
  EXPECT_EQ(drawn[0].output, "A: and B:");
  EXPECT_EQ(drawn[0].finish_reason, "length");
}

TEST(Fix, IsOfTheSameCritiquesAndSeed) {
  std::vector<CritiqueTask> tasks = {Task("1")};
  std::vector<CritiqueComparison> drawn = DrawComparisons(tasks, "en", 5);
  CheckCanBeFixed(tasks, drawn, 5);
  CheckCanBeFixed(tasks, drawn, std::nullopt);
  ExpectRefused(tasks, drawn, 6, "its order was drawn from seed 5, not 6");
  tasks[0].reference += "!";
  ExpectRefused(tasks, drawn, 5, "compares other critiques than those of data.jsonl:1");
}

TEST(Fix, TakesFilesThatSayNothingOfThemselves) {
  CritiqueComparison comparison;
  comparison.meta = {{"exchange", true}};
  CheckCanBeFixed({Task("1")}, {comparison}, 5);
}

}  // namespace
}  // namespace autoj

#include "study/tournament_judge.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "autoj/error.h"
#include "engine/fake_engine.h"

namespace autoj {
namespace {

class TournamentJudgeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = ::testing::TempDir() + "autoj_tournament_" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    options_.run = folder_ + "/run";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Ask(const std::string& id, std::vector<std::string> responses) {
    Item item;
    item.id = id;
    item.query = "What is " + id + "?";
    item.responses = std::move(responses);
    item.label = "2";
    item.meta = R"({"by":"hand"})";
    item.line = fmt::format("in.jsonl:{}", items_.size() + 1);
    items_.push_back(item);
  }

  ItemSource Source() {
    return [this](const ItemSink& sink) {
      for (const Item& item : items_) {
        sink(item);
      }
    };
  }

  std::vector<Selection> Selections(const TournamentJudge& judge) {
    std::vector<Selection> selections;
    unfinished_ = judge.ForEach(
        Source(), [&](Selection selection) { selections.push_back(std::move(selection)); });
    return selections;
  }

  std::vector<Selection> SelectByLength() {
    options_.baseline = "baseline:longer";
    TournamentJudge judge(options_);
    JudgeObserver silent;
    EXPECT_EQ(judge.Run(Source(), silent, never_), RunEnd::kAll);
    return Selections(judge);
  }

  std::string folder_;
  JudgeOptions options_;
  std::vector<Item> items_;
  StopSignal never_;
  size_t unfinished_ = 0;
};

// Counts judgments, and stops after the first so many.
class Stopper : public JudgeObserver {
 public:
  explicit Stopper(size_t after) : after_(after) {}
  void Judged(const Judgment&) override {
    if (++judged_ == after_) {
      stop_.level = StopSignal::kFinish;
    }
  }
  size_t judged() const { return judged_; }
  const StopSignal& stop() const { return stop_; }

 private:
  size_t after_;
  size_t judged_ = 0;
  StopSignal stop_;
};

TEST_F(TournamentJudgeTest, SelectsTheBestWithFewComparisons) {
  Ask("a", {"x", "xxxxx", "xx", "xxx"});
  Ask("b", {"xxxx", "xxx"});
  Ask("c", {"x", "xx", "xxx", "xxxx", "xxxxx", "xxxxxx", "xxxxxxx"});
  std::vector<Selection> selections = SelectByLength();
  ASSERT_EQ(selections.size(), 3u);
  EXPECT_EQ(unfinished_, 0u);
  EXPECT_EQ(selections[0].item.selected, 1);
  EXPECT_EQ(selections[0].runner_up, 3);
  EXPECT_EQ(selections[0].item.verdict.outcome, Outcome::kSelected);
  EXPECT_EQ(selections[0].comparisons.size(), 3u);
  EXPECT_EQ(selections[1].item.selected, 0);
  EXPECT_EQ(selections[2].item.selected, 6);
  EXPECT_EQ(selections[2].comparisons.size(), 6u);
  EXPECT_EQ(selections[2].comparisons.back().round, 3);
}

TEST_F(TournamentJudgeTest, KeepsWhatTheItemHad) {
  Ask("a", {"x", "xx", "xxx"});
  Selection selection = SelectByLength().at(0);
  EXPECT_EQ(selection.item.id, "a");
  EXPECT_EQ(selection.item.label, "2");
  EXPECT_EQ(selection.item.meta, R"({"by":"hand"})");
  EXPECT_EQ(selection.item.protocol, "baseline:longer");
  const ComparedPair& last = selection.comparisons.back();
  EXPECT_EQ(last.judged.id, "a#1-2");
  EXPECT_FALSE(last.judged.label);
  EXPECT_EQ(last.judged.judgments.size(), 2u);
}

TEST_F(TournamentJudgeTest, TwinsTakePartAsOne) {
  Ask("a", {"x", "xx", "x", "xx", "x"});
  Ask("same", {"x", "x", "x"});
  std::vector<Selection> selections = SelectByLength();
  EXPECT_EQ(selections.at(0).item.selected, 1);
  EXPECT_EQ(selections[0].comparisons.size(), 1u);
  EXPECT_EQ(selections[0].distinct, 2);
  EXPECT_EQ(selections.at(1).item.selected, 0);
  EXPECT_EQ(selections[1].decided_by, DecidedBy::kPosition);
}

TEST_F(TournamentJudgeTest, WhatIsEqualIsNotSelected) {
  Ask("a", {"ab", "cd", "x"});
  Selection selection = SelectByLength().at(0);
  EXPECT_EQ(selection.item.verdict.outcome, Outcome::kTie);
  EXPECT_FALSE(selection.item.selected);
  EXPECT_EQ(selection.comparisons.size(), 3u);
}

TEST_F(TournamentJudgeTest, GoesOnWhereItWasStoppedAndJudgesNothingTwice) {
  Ask("a", {"x", "xx", "y", "z", "u"});
  Ask("b", {"p", "q", "r"});
  FakeEngine engine;
  JudgeOptions calm = options_;
  calm.run = folder_ + "/calm";
  TournamentJudge whole(calm, engine);
  Stopper counter(0);
  ASSERT_EQ(whole.Run(Source(), counter, counter.stop()), RunEnd::kAll);
  std::vector<Selection> wanted = Selections(whole);
  size_t judged = 0;
  RunEnd end = RunEnd::kStopped;
  std::vector<Selection> got;
  for (size_t call = 0; end == RunEnd::kStopped && call < 100; ++call) {
    TournamentJudge judge(options_, engine);
    Stopper stopper(4);
    end = judge.Run(Source(), stopper, stopper.stop());
    judged += stopper.judged();
    got = Selections(judge);
    EXPECT_EQ(got.size() + unfinished_, 2u);
  }
  EXPECT_EQ(judged, counter.judged());
  ASSERT_EQ(got.size(), wanted.size());
  for (size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got[i].item.selected, wanted[i].item.selected);
    EXPECT_EQ(got[i].comparisons.size(), wanted[i].comparisons.size());
  }
}

TEST_F(TournamentJudgeTest, AFailedComparisonIsTriedByTheNextCall) {
  Ask("a", {"x", "AUTOJ-FAIL", "y"});
  Ask("b", {"p", "q"});
  FakeEngine engine;
  TournamentJudge judge(options_, engine);
  JudgeObserver silent;
  EXPECT_EQ(judge.Run(Source(), silent, never_), RunEnd::kAll);
  std::vector<Selection> selections = Selections(judge);
  EXPECT_EQ(selections.at(0).item.verdict.outcome, Outcome::kFailed);
  EXPECT_EQ(selections[0].comparisons.size(), 1u);
  EXPECT_EQ(selections.at(1).item.verdict.outcome, Outcome::kSelected);
  Stopper again(0);
  TournamentJudge(options_, engine).Run(Source(), again, again.stop());
  EXPECT_EQ(again.judged(), 2u);
}

TEST_F(TournamentJudgeTest, WhatAProtocolCannotShowIsLeftOut) {
  std::string protocol = folder_ + "/referenced.yaml";
  FILE* file = fopen(protocol.c_str(), "w");
  ASSERT_NE(file, nullptr);
  fputs(
      "name: referenced\nkind: pairwise\nlanguage: en\nwrapper: none\n"
      "template: \"{reference}{prompt}{response}{response_another}\"\n"
      "verdict: {type: choice, after: [\"final decision is\"], first: [response 1], second: "
      "[response 2], tie: [tie]}\n",
      file);
  fclose(file);
  Ask("a", {"x", "y", "z"});
  Ask("b", {"p", "q", "r"});
  items_[1].reference = "r";
  options_.protocol = protocol;
  options_.mode = Mode::kWritten;
  FakeEngine engine;
  JudgeObserver silent;
  EXPECT_THROW(TournamentJudge(options_, engine).Run(Source(), silent, never_), Error);
  options_.skip_bad = true;
  TournamentJudge judge(options_, engine);
  EXPECT_EQ(judge.Run(Source(), silent, never_), RunEnd::kAll);
  EXPECT_EQ(judge.skipped(), 1u);
  std::vector<Selection> selections = Selections(judge);
  ASSERT_EQ(selections.size(), 1u);
  EXPECT_EQ(selections[0].item.id, "b");
  EXPECT_EQ(unfinished_, 0u);
}

TEST_F(TournamentJudgeTest, KeepsCriteriaAndSteps) {
  std::string protocol = folder_ + "/steps.yaml";
  FILE* file = fopen(protocol.c_str(), "w");
  ASSERT_NE(file, nullptr);
  fputs(
      "name: steps\nkind: pairwise\nlanguage: en\nwrapper: none\n"
      "steps: {look: {template: \"{response}, {response_another}?\"}}\n"
      "template: \"{criteria}{look}{response}{response_another}\"\n"
      "verdict: {type: choice, after: [\"final decision is\"], first: [response 1], second: "
      "[response 2], tie: [tie]}\n",
      file);
  fclose(file);
  Ask("a", {"x", "y", "z"});
  options_.protocol = protocol;
  options_.criteria = "planning";
  options_.mode = Mode::kWritten;
  FakeEngine engine;
  TournamentJudge judge(options_, engine);
  JudgeObserver silent;
  EXPECT_EQ(judge.Run(Source(), silent, never_), RunEnd::kAll);
  Selection selection = Selections(judge).at(0);
  ASSERT_TRUE(selection.item.criteria);
  EXPECT_EQ(selection.item.criteria->scenario, "planning");
  ASSERT_FALSE(selection.comparisons.empty());
  for (const ComparedPair& comparison : selection.comparisons) {
    EXPECT_EQ(comparison.judged.protocol, "steps");
    for (const Judgment& judgment : comparison.judged.judgments) {
      ASSERT_EQ(judgment.steps.size(), 1u);
      EXPECT_EQ(judgment.steps[0].name, "look");
    }
  }
}

TEST_F(TournamentJudgeTest, RefusesWhatItCannotDo) {
  FakeEngine engine;
  auto refuse = [&](const JudgeOptions& options, const std::string& words) {
    try {
      TournamentJudge judge(options, engine);
      ADD_FAILURE() << words;
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kUsage);
      EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
    }
  };
  JudgeOptions single = options_;
  single.protocol = "autoj-single";
  refuse(single, "autoj-single rates single responses");
  JudgeOptions shard = options_;
  shard.shard = {1, 2};
  refuse(shard, "cannot be sharded");
  refuse({}, "needs a run");
}

}  // namespace
}  // namespace autoj

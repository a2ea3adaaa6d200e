#include "judge/merge.h"

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "autoj/error.h"
#include "autoj/judge.h"
#include "autoj/run.h"

namespace autoj {
namespace {

namespace fs = std::filesystem;

// Says what the test wants, to everything.
class Stubborn : public Engine {
 public:
  std::string answer = "final decision is Tie";
  bool fails = false;
  size_t asked = 0;

  EngineInfo Info() const override { return {"stubborn", "stubborn:1", "none", false, false}; }
  ChatFrame Chat(bool) const override { return {"<u>", "", "<a>"}; }
  void Run(Requests& requests, const StopSignal&) override {
    for (size_t i = 0; i < requests.Count(); ++i) {
      ++asked;
      requests.Make(i);
      Completion completion;
      completion.finish = fails ? Finish::kError : Finish::kStop;
      completion.text = fails ? "" : answer;
      completion.prompt_tokens = 10;
      completion.completion_tokens = 2;
      requests.Done(i, completion);
    }
  }
};

class MergeTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/merge_test.XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    options.mode = Mode::kWritten;
    for (int i = 0; i < 12; ++i) {
      Item item;
      item.id = fmt::format("item-{}", 11 - i);  // the order of the input is not that of the ids
      item.query = fmt::format("question {}", i);
      item.responses = {"x", "y"};
      items.push_back(item);
    }
  }
  void TearDown() override { fs::remove_all(folder); }

  std::string Path(const std::string& name) const { return folder + "/" + name; }

  std::string JudgeInto(const std::string& name, const std::vector<Item>& what,
                        const Shard& shard = {}) {
    options.run = Path(name);
    options.shard = shard;
    JudgeItems(options, engine, what);
    return options.run;
  }

  Merged Merge(const std::vector<std::string>& runs, Prefer prefer = Prefer::kNeither) {
    warnings.clear();
    return MergeRuns(runs, Path("merged"), prefer,
                     [&](const std::string& what) { warnings += what; });
  }

  std::string Refusal(const std::vector<std::string>& runs) {
    try {
      Merge(runs);
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kInput);
      return e.what();
    }
    return "";
  }

  // The verdict of each item of the merged run, in its order.
  std::vector<std::string> MergedVerdicts() {
    std::vector<std::string> verdicts;
    RunReader(Path("merged")).ForEach([&](const Item&, const ItemJudgment& judged) {
      verdicts.push_back(judged.id + " " + OutcomeName(judged.judgments.front().verdict.outcome));
    });
    return verdicts;
  }

  std::string folder;
  std::vector<Item> items;
  JudgeOptions options;
  Stubborn engine;
  std::string warnings;
};

TEST_F(MergeTest, ShardsBecomeTheRunOfTheWholeInput) {
  std::vector<std::string> runs;
  for (size_t number : {3, 1, 2}) {
    runs.push_back(JudgeInto(fmt::format("shard-{}", number), items, {number, 3}));
  }
  EXPECT_EQ(engine.asked, 24u);
  Merged merged = Merge(runs);
  EXPECT_EQ(merged.items, 12u);
  EXPECT_EQ(merged.conflicts, 0u);
  EXPECT_EQ(merged.shards, 3u);
  EXPECT_TRUE(merged.missing.empty());
  std::vector<std::string> expected;
  for (const Item& item : items) {
    expected.push_back(item.id + " tie");
  }
  EXPECT_EQ(MergedVerdicts(), expected);
  RunReader reader(Path("merged"));
  EXPECT_EQ(reader.manifest().settings.count("shard"), 0u);
  EXPECT_EQ(reader.manifest().facts.at("prompt_tokens"), "240");
  JudgeInto("merged", items);  // the same settings without a shard: nothing is left to do
  EXPECT_EQ(engine.asked, 24u);
}

TEST_F(MergeTest, WhatIsMissingIsNamedAndGoesOnWhole) {
  std::vector<std::string> runs = {JudgeInto("a", items, {1, 4}), JudgeInto("b", items, {3, 4})};
  size_t before = engine.asked;
  EXPECT_EQ(Merge(runs).missing, (std::vector<size_t>{2, 4}));
  JudgeInto("merged", items);
  EXPECT_EQ(engine.asked, 24u);
  EXPECT_LT(before, 24u);
  EXPECT_EQ(MergedVerdicts().size(), 12u);
}

TEST_F(MergeTest, WhatIsJudgedAlikeIsKeptOnceAndWhatIsNotIsRefused) {
  std::vector<Item> two(items.begin(), items.begin() + 2);
  std::string a = JudgeInto("a", items);
  std::string same = JudgeInto("same", two);
  EXPECT_EQ(Merge({a, same}).conflicts, 0u);
  EXPECT_EQ(RunReader(Path("merged")).manifest().facts.at("prompt_tokens"), "240");
  fs::remove_all(Path("merged"));

  engine.answer = "final decision is Response 1";
  std::string other = JudgeInto("other", two);
  EXPECT_EQ(Refusal({a, other}),
            "4 judgments differ between the runs:\n"
            "  item \"item-11\" (order given, response 0): tie in " +
                a + ", first in " + other +
                "\n"
                "  item \"item-11\" (order swapped, response 0): tie in " +
                a + ", second in " + other +
                "\n"
                "  item \"item-10\" (order given, response 0): tie in " +
                a + ", first in " + other +
                "\n"
                "  item \"item-10\" (order swapped, response 0): tie in " +
                a + ", second in " + other +
                "\n"
                "--prefer first or --prefer last says which count");
  EXPECT_FALSE(fs::exists(Path("merged")));

  EXPECT_EQ(Merge({a, other}, Prefer::kFirst).conflicts, 4u);
  EXPECT_NE(warnings.find("the first run counts"), std::string::npos);
  EXPECT_EQ(MergedVerdicts()[0], "item-11 tie");
  fs::remove_all(Path("merged"));
  Merge({a, other}, Prefer::kLast);
  EXPECT_EQ(MergedVerdicts()[0], "item-11 first");
  EXPECT_EQ(MergedVerdicts()[2], "item-9 tie");
}

TEST_F(MergeTest, AFailureGivesWay) {
  engine.fails = true;
  std::string failed = JudgeInto("failed", items);
  engine.fails = false;
  std::string good = JudgeInto("good", items);
  EXPECT_EQ(Merge({failed, good}).conflicts, 0u);
  EXPECT_EQ(MergedVerdicts()[0], "item-11 tie");
  fs::remove_all(Path("merged"));
  EXPECT_EQ(Merge({good, failed}).conflicts, 0u);
  EXPECT_EQ(MergedVerdicts()[0], "item-11 tie");
}

// Rates, after a step; in a run with `answer` for both.
std::string JudgeInSteps(const std::string& folder, const std::string& answer,
                         const std::vector<Item>& items) {
  class InSteps : public Stubborn {
   public:
    void Run(Requests& requests, const StopSignal&) override {
      for (size_t i = 0; i < requests.Count(); ++i) {
        do {
          requests.Make(i);
          Completion completion;
          completion.finish = Finish::kStop;
          completion.text = answer;
          requests.Done(i, completion);
        } while (requests.GoesOn(i));
      }
    }
  } engine;
  engine.answer = answer;
  JudgeOptions options;
  options.protocol = "divide-and-conquer";
  options.criteria = "planning";
  options.mode = Mode::kWritten;
  options.run = folder;
  JudgeItems(options, engine, items);
  return folder;
}

TEST_F(MergeTest, AJudgmentKeepsItsOwnSteps) {
  std::string a = JudgeInSteps(Path("a"), "Rating: [[3]]", items);
  std::string b = JudgeInSteps(Path("b"), "Rating: [[8]]", items);
  EXPECT_EQ(Merge({a, b}, Prefer::kLast).conflicts, 24u);
  size_t seen = 0;
  RunReader(Path("merged")).ForEach([&](const Item&, const ItemJudgment& judged) {
    for (const Judgment& judgment : judged.judgments) {
      EXPECT_EQ(judgment.verdict.rating, 8.0);
      ASSERT_EQ(judgment.steps.size(), 2u);
      EXPECT_EQ(judgment.steps[0].text, "Rating: [[8]]");
      EXPECT_EQ(judgment.steps[1].text, "Rating: [[8]]");
      ++seen;
    }
    EXPECT_EQ(judged.criteria->scenario, "planning");
  });
  EXPECT_EQ(seen, 24u);
}

TEST_F(MergeTest, RunsThatDoNotBelongTogetherAreRefused) {
  std::string a = JudgeInto("a", items);
  options.decoding.max_tokens = 7;
  std::string other = JudgeInto("other", items);
  EXPECT_EQ(Refusal({a, other}), "runs " + a + " and " + other +
                                     " were made otherwise:\n"
                                     "  max_tokens: the first has 1024, the other has 7\n"
                                     "only runs of the same settings can be merged");
  options.decoding.max_tokens = 1024;
  items[3].query = "another question";
  std::string changed = JudgeInto("changed", items);
  EXPECT_NE(Refusal({a, changed})
                .find("item \"item-8\" (order given, response 0) has another "
                      "prompt in " +
                      changed + " than in " + a),
            std::string::npos);
  EXPECT_NE(Refusal({JudgeInto("x", items, {1, 2}), JudgeInto("y", items, {1, 3})})
                .find("one of 3 shards, another run one of 2"),
            std::string::npos);
  EXPECT_NE(Refusal({a, folder}).find("there is no run of autoj"), std::string::npos);
  EXPECT_FALSE(fs::exists(Path("merged")));
  JudgeInto("merged", items);
  EXPECT_NE(Refusal({a}).find("merged: holds a run"), std::string::npos);
  EXPECT_EQ(MergedVerdicts().size(), 12u);
}

}  // namespace
}  // namespace autoj

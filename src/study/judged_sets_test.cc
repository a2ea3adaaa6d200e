#include "study/judged_sets.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include <fmt/format.h>

#include "autoj/error.h"
#include "autoj/judge.h"
#include "dataset/items.h"
#include "engine/fake_engine.h"

namespace autoj {
namespace {

class JudgedSets : public ::testing::Test {
 protected:
  JudgedSets() {
    folder_ = ::testing::TempDir() + "autoj_judged_" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    data_ = Write("data", Pairs(4));
    labelled_ = ReadLabelledPairs(data_);
  }
  ~JudgedSets() override { std::filesystem::remove_all(folder_); }

  // Pairs of the same four prompts and changing labels.
  static std::string Pairs(size_t count, const std::string& more = "") {
    std::string lines;
    for (size_t i = 0; i < count; ++i) {
      lines += fmt::format(
          R"({{"query": "q{}{}", "response_1": "longer", "response_2": "b", "label": {}}})", i,
          more, i % 3);
      lines += "\n";
    }
    return lines;
  }

  std::string Write(const std::string& name, const std::string& text) {
    std::string path = folder_ + "/" + name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  std::string Run(const std::string& data, JudgeOptions options = {}) {
    options.run = folder_ + "/run";
    FakeEngine engine;
    JudgeObserver silent;
    StopSignal never;
    Judge(options, engine).Run([&](const ItemSink& sink) { ReadItems(data, sink); }, silent, never);
    return options.run;
  }

  template <typename Act>
  void ExpectRefused(const Act& act, const std::string& words) {
    try {
      act();
      ADD_FAILURE() << "taken";
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kInput);
      EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
    }
  }

  std::string folder_;
  std::string data_;
  LabelledPairs labelled_;
};

constexpr const char* kFour =
    "{\"output\": 0}\n{\"output\": 1}\n{\"output\": 2}\n{\"output\": -1}\n";

TEST_F(JudgedSets, TheSwappedFileIsMappedBack) {
  std::string file = Write("a", kFour);
  JudgedSet one = JudgedBySource(labelled_, file);
  EXPECT_EQ(one.pairs[1].given, Outcome::kSecond);
  EXPECT_FALSE(one.pairs[1].swapped);
  std::string given = Write("b", std::string(kFour).replace(11, 1, "2"));
  JudgedSet both = JudgedBySource(labelled_, given + "," + file);
  EXPECT_EQ(both.pairs[0].given, Outcome::kTie);
  EXPECT_EQ(both.pairs[0].swapped, Outcome::kSecond);
  EXPECT_EQ(both.pairs[1].swapped, Outcome::kFirst);
  EXPECT_EQ(both.pairs[2].swapped, Outcome::kTie);
  EXPECT_EQ(both.pairs[3].swapped, Outcome::kUnreadable);
  EXPECT_EQ(both.pairs[3].given, Outcome::kUnreadable);
}

TEST_F(JudgedSets, AFileOfAnotherLengthIsRefused) {
  std::string four = Write("a", kFour);
  std::string one = Write("b", "{\"output\": 0}\n");
  ExpectRefused([&] { JudgedByFiles(labelled_, one, ""); }, "b: 1 verdicts, where ");
  ExpectRefused([&] { JudgedByFiles(labelled_, four, one); }, "has 4 pairs: it belongs to other");
  ExpectRefused(
      [&] { JudgedByScores(labelled_, Write("s", "{\"score\": 1}\n{\"score\": 2}\n"), 5, {}); },
      "s: 1 verdicts, where ");
}

TEST_F(JudgedSets, ARunIsMatchedByItsIds) {
  std::string run = Run(data_);
  JudgedSet set = JudgedByRun(labelled_, run);
  ASSERT_EQ(set.pairs.size(), 4u);
  EXPECT_EQ(set.missing, 0u);
  for (const JudgedPair& pair : set.pairs) {
    ASSERT_TRUE(pair.probabilities);
    EXPECT_NEAR((*pair.probabilities)[0] + (*pair.probabilities)[1], 1, 1e-9);
    EXPECT_TRUE(pair.swapped && pair.averaged);
  }
  LabelledPairs own = LabelledPairsOfRun(run);
  EXPECT_EQ(own.contents, labelled_.contents);
  EXPECT_EQ(own.pairs[2].label, Outcome::kTie);
}

TEST_F(JudgedSets, AScenarioThatTheRunAloneKnowsIsTaken) {
  std::string pairs =
      R"({"query": "Write an email to my landlord about the broken heating", "label": 0,)"
      R"( "response_1": "a", "response_2": "b"})"
      "\n"
      R"({"query": "Write an email to my landlord", "label": 1, "scenario": "planning",)"
      R"( "response_1": "a", "response_2": "b"})"
      "\n";
  JudgeOptions options;
  options.criteria = "auto";
  std::string run = Run(Write("classified", pairs), options);
  JudgedSet set = JudgedByRun(LabelledPairsOfRun(run), run);
  EXPECT_EQ(set.pairs[0].scenario, "writing_email");
  EXPECT_EQ(set.pairs[1].scenario, "planning");
  EXPECT_EQ(set.classified.scenarios, 1u);
  EXPECT_EQ(set.classified.groups, 1u);
}

TEST_F(JudgedSets, WhatARunHasNotJudgedIsMissing) {
  std::string run = Run(Write("part", Pairs(3)));
  JudgedSet set = JudgedByRun(labelled_, run);
  EXPECT_EQ(set.pairs.size(), 3u);
  EXPECT_EQ(set.missing, 1u);
}

TEST_F(JudgedSets, ARunOfOtherDataIsRefused) {
  ExpectRefused([&] { JudgedByRun(labelled_, Run(Write("more", Pairs(5)))); },
                "item \"4\": is not in ");
}

TEST_F(JudgedSets, ARunOfOtherTextsIsRefused) {
  ExpectRefused([&] { JudgedByRun(labelled_, Run(Write("other", Pairs(4, "?")))); },
                "item \"0\": has other texts than in ");
}

TEST_F(JudgedSets, ARunOfOtherLabelsIsRefused) {
  std::string pairs = Pairs(4);
  pairs.replace(pairs.find("\"label\": 0"), 10, "\"label\": 2");
  ExpectRefused([&] { JudgedByRun(labelled_, Run(Write("other", pairs))); },
                "item \"0\": has the label 2, where ");
}

TEST_F(JudgedSets, ARunWithoutLabelsNeedsThem) {
  std::string run = Run(Write("bare",
                              "{\"query\": \"q0\", \"response_1\": \"a\", "
                              "\"response_2\": \"b\"}\n"));
  ExpectRefused([&] { LabelledPairsOfRun(run); }, "item \"0\": no label; --data names the file");
}

TEST_F(JudgedSets, ARunThatRatedIsRefused) {
  std::string single = "{\"query\": \"q\", \"response\": \"a\", \"label\": 0}\n";
  std::string run = Run(Write("single", single));
  ExpectRefused([&] { LabelledPairsOfRun(run); }, "item \"0\": 1 response, where a pair has two");
  std::filesystem::remove_all(run);
  JudgeOptions one_by_one;
  one_by_one.protocol = "autoj-single";
  run = Run(data_, one_by_one);
  ExpectRefused([&] { JudgedByRun(labelled_, run); }, "item \"0\": was rated by itself");
}

TEST_F(JudgedSets, ARunInMixedOrdersIsRefused) {
  JudgeOptions one_order;
  one_order.both_orders = false;
  Run(data_, one_order);
  std::string run = Run(Write("part", Pairs(2)));
  ExpectRefused([&] { JudgedByRun(labelled_, run); },
                "item \"2\" was judged in one order, \"0\" in both");
}

TEST_F(JudgedSets, NothingJudgedYetIsRefused) {
  ExpectRefused([&] { LabelledPairsOfRun(folder_); }, "");
  ExpectRefused([&] { JudgedBySource(labelled_, folder_ + "/nothing"); }, "nothing: ");
}

TEST_F(JudgedSets, ScoresAreTheSameInBothOrders) {
  std::string lines;
  for (int i = 0; i < 4; ++i) {
    lines += "{\"score_1\": 3, \"score_2\": 1}\n";
  }
  JudgedSet set = JudgedByScores(labelled_, Write("s", lines), 2, {.resamples = 100});
  ASSERT_TRUE(set.threshold);
  EXPECT_DOUBLE_EQ(set.threshold->best_agreement.value, 0.5);  // labels 0, 1, 2, 0
  for (const JudgedPair& pair : set.pairs) {
    EXPECT_EQ(pair.swapped, pair.given);
  }
}

TEST_F(JudgedSets, BaselinesSeeLengthsAndPositions) {
  JudgedSet longer = JudgedByBaseline(labelled_.pairs, Baseline::kLonger, true);
  JudgedSet first = JudgedByBaseline(labelled_.pairs, Baseline::kFirst, true);
  EXPECT_EQ(longer.name, "baseline:longer");
  EXPECT_EQ(longer.pairs[0].given, Outcome::kFirst);
  EXPECT_EQ(longer.pairs[0].swapped, Outcome::kFirst);
  EXPECT_EQ(first.pairs[0].swapped, Outcome::kSecond);
  EXPECT_FALSE(JudgedByBaseline(labelled_.pairs, Baseline::kFirst, false).pairs[0].swapped);
}

TEST_F(JudgedSets, TheMajorityIsOfTheScenario) {
  std::vector<JudgedPair> pairs = labelled_.pairs;  // labels 0, 1, 2, 0
  pairs[1].scenario = pairs[2].scenario = "s";
  pairs.push_back(pairs[2]);
  JudgedSet set = JudgedByMajority(pairs, true);
  EXPECT_EQ(set.pairs[0].given, Outcome::kFirst);
  EXPECT_EQ(set.pairs[1].given, Outcome::kTie);
  EXPECT_EQ(set.pairs[1].swapped, Outcome::kTie);
}

}  // namespace
}  // namespace autoj

#include "study/styled_pairs.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "autoj/judge.h"

namespace autoj {
namespace {

const CompetitorFields kFields{"meta.model_1", "meta.model_2"};

class StyledPairsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = ::testing::TempDir() + "autoj_styled_" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name, std::ios::binary) << text;
    return folder_ + "/" + name;
  }

  // A pair by `first` and `second`, each with so many letters.
  static std::string Pair(const std::string& query, std::pair<const char*, int> first,
                          std::pair<const char*, int> second) {
    return fmt::format(
        "{{\"query\": \"{}\", \"response_1\": \"{}\", \"response_2\": \"{}\", \"model_1\": \"{}\", "
        "\"model_2\": \"{}\"}}\n",
        query, std::string(static_cast<size_t>(first.second), 'x'),
        std::string(static_cast<size_t>(second.second), 'x'), first.first, second.first);
  }

  void ExpectRefused(const std::string& data, const std::string& verdicts,
                     const std::string& words) {
    try {
      StyledPairsOfFiles(Write("data", data), Write("verdicts", verdicts), "", kFields);
      ADD_FAILURE() << words;
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kInput);
      EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
    }
  }

  std::string folder_;
};

TEST_F(StyledPairsTest, NamesBecomeNumbersAndOrdersCountHalf) {
  std::string data =
      Write("data", Pair("q", {"a", 5}, {"b", 2}) + Pair("r", {"b", 1}, {"c", 1}) +
                        Pair("q", {"c", 1}, {"a", 3}) + Pair("s", {"a", 1}, {"c", 1}));
  // The swapped file is not mapped back: 0 there is the second response.
  std::string given =
      Write("given", "{\"output\": 0}\n{\"output\": 0}\n{\"output\": 2}\n{\"output\": -1}\n");
  std::string swapped =
      Write("swapped", "{\"output\": 1}\n{\"output\": 0}\n{\"output\": 1}\n{\"output\": 1}\n");
  StyledPairs pairs = StyledPairsOfFiles(data, given, swapped, kFields);
  EXPECT_EQ(pairs.competitors, (std::vector<std::string>{"a", "b", "c"}));
  ASSERT_EQ(pairs.comparisons.size(), 3u);
  EXPECT_EQ(pairs.undecided, 1u);
  EXPECT_EQ(pairs.comparisons[0].first_won, 1);
  EXPECT_EQ(pairs.comparisons[1].first_won, 0.5);
  EXPECT_EQ(pairs.comparisons[2].first_won, 0.75);
  EXPECT_EQ(pairs.comparisons[2].first, 2u);
  EXPECT_EQ(pairs.comparisons[2].second_style.length, 3u);
  EXPECT_EQ(pairs.clusters, (std::vector<size_t>{0, 1, 0}));
}

TEST_F(StyledPairsTest, WhatIsWrongIsNamed) {
  std::string pair = Pair("q", {"a", 5}, {"b", 2});
  std::string verdict = "{\"output\": 0}\n";
  ExpectRefused(pair, verdict + verdict, "2 verdicts, for 1 items");
  ExpectRefused(pair + pair, verdict, "1 verdicts, for 2 items");
  ExpectRefused(Pair("q", {"a", 5}, {"a", 2}), verdict, ":1: both responses are by \"a\"");
  ExpectRefused(Pair("q", {"a", 5}, {"", 2}), verdict, "\"meta.model_2\" must be a text");
  ExpectRefused(R"({"query": "q", "response_1": "x", "response_2": "y"})", verdict,
                "\"meta.model_1\" is missing");
  ExpectRefused(R"({"query": "q", "response": "x", "model_1": "a", "model_2": "b"})", verdict,
                "1 responses, where a pair has two");
  ExpectRefused(pair, "{\"output\": -1}\n", "no pair has a verdict");
}

TEST_F(StyledPairsTest, ARunHasItsItemsAndVerdicts) {
  JudgeOptions options;
  options.baseline = "baseline:longer";
  options.run = folder_ + "/run";
  Judge judge(options);
  JudgeObserver silent;
  StopSignal never;
  auto items = [](const ItemSink& sink) {
    for (int i = 0; i < 3; ++i) {
      Item item;
      item.id = std::to_string(i);
      item.query = "q";
      item.responses = {std::string(static_cast<size_t>(i) + 1, 'x'), "xx"};
      item.meta = R"({"model_1": "a", "model_2": "b"})";
      sink(item);
    }
  };
  judge.Run(items, silent, never);
  StyledPairs pairs = StyledPairsOfRun(options.run, kFields);
  ASSERT_EQ(pairs.comparisons.size(), 3u);
  EXPECT_EQ(pairs.comparisons[0].first_won, 0);
  EXPECT_EQ(pairs.comparisons[1].first_won, 0.5);
  EXPECT_EQ(pairs.comparisons[2].first_won, 1);
  EXPECT_EQ(pairs.missing, 0u);
}

}  // namespace
}  // namespace autoj

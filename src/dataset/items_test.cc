#include "dataset/items.h"

#include <gtest/gtest.h>

#include <fstream>

#include "autoj/error.h"

namespace autoj {
namespace {

using nlohmann::json;

class Items : public ::testing::Test {
 protected:
  std::string Write(const std::string& text) {
    std::string path = ::testing::TempDir() + "autoj_items_" +
                       ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  std::vector<Item> Load(const std::string& text, const SkipBad& skip = {}) {
    std::vector<Item> items;
    ReadItems(
        Write(text), [&](Item item) { items.push_back(std::move(item)); }, skip);
    return items;
  }

  Item LoadOne(const std::string& line) { return Load(line).at(0); }

  void ExpectRefused(const std::string& text, const std::string& words) {
    try {
      Load(text);
      ADD_FAILURE() << "loaded: " << text;
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kInput);
      EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
    }
  }
};

TEST_F(Items, WhatIsNotReadIsKept) {
  Item item = LoadOne(
      R"({"query": "q", "response": "x", "label": {"by": 2}, "source": [1.5, null], "meta": {"k": "v"}})");
  EXPECT_EQ(item.label, R"({"by":2})");
  EXPECT_EQ(json::parse(item.meta), json::parse(R"({"source": [1.5, null], "k": "v"})"));
}

TEST_F(Items, WhatFeedbackIsAboutIsKeptApart) {
  Item item =
      LoadOne(R"({"query": "q", "critiqued": "r", "response_1": "x", "response_2": "y", "k": 1})");
  EXPECT_EQ(item.critiqued, "r");
  EXPECT_EQ(item.meta, R"({"k":1})");
  EXPECT_EQ(ItemFromJson(ItemToJson(item), "again").critiqued, "r");
  ExpectRefused(R"({"query": "q", "critiqued": 1, "response": "x"})",
                "\"critiqued\" must be a string");
}

TEST_F(Items, WithoutOtherFieldsMetaIsEmpty) {
  Item item = LoadOne(R"({"query": "q", "response": "x", "label": null, "meta": null})");
  EXPECT_EQ(item.meta, "{}");
  EXPECT_FALSE(item.label);
  EXPECT_TRUE(item.dialogue.empty());
}

TEST_F(Items, AFieldThatStandsInMetaTooIsRefused) {
  ExpectRefused(R"({"query": "q", "response": "x", "a": 1, "meta": {"a": 1}})",
                "\"a\" stands both in the record and in its \"meta\"");
}

TEST_F(Items, EveryFieldOfAProtocolIsRead) {
  Item item = LoadOne(
      R"({"id": 7, "prompt": "q", "responses": ["a", "b", "c"], "language": "zh", "scenario": "s",)"
      R"( "reference": "r", "rubric": "u", "criteria": "c"})");
  EXPECT_EQ(item.id, "7");
  EXPECT_EQ(item.query, "q");
  EXPECT_EQ(item.responses, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(item.language, "zh");
  EXPECT_EQ(item.scenario, "s");
  EXPECT_EQ(item.reference, "r");
  EXPECT_EQ(item.rubric, "u");
  EXPECT_EQ(item.criteria, "c");
  EXPECT_EQ(item.meta, "{}");
}

TEST_F(Items, TheLastUserTurnIsTheQuery) {
  Item item = LoadOne(
      R"({"dialogue": [{"role": "user", "content": "a"}, {"role": "assistant", "text": "b"},)"
      R"( {"role": "user", "content": "c"}], "response": "x"})");
  EXPECT_EQ(item.query, "c");
  ASSERT_EQ(item.dialogue.size(), 3u);
  EXPECT_EQ(item.dialogue[1].role, "assistant");
  EXPECT_EQ(item.dialogue[1].text, "b");
}

TEST_F(Items, APositionThatMeetsAnIdIsRefused) {
  std::string with = R"({"id": "1", "query": "q", "response": "x"})";
  std::string without = R"({"query": "q", "response": "x"})";
  ExpectRefused(with + "\n" + without,
                ":2: id \"1\" stands on line 1 already: a line without an id");
  ExpectRefused(without + "\n" + without + "\n" + with, "stands on line 2 already: a line without");
  ExpectRefused(with + "\n" + with, ":2: id \"1\" stands on line 1 already");
}

TEST_F(Items, SkippedLinesKeepTheIdsOfTheOthers) {
  std::vector<std::string> skipped;
  std::vector<Item> items = Load(
      "{\"query\": \"q\", \"response\": \"x\"}\nbroken\n{}\n"
      "{\"id\": \"0\", \"query\": \"q\", \"response\": \"x\"}\n"
      "{\"query\": \"q\", \"response\": \"y\"}\n",
      [&](const std::string& error) { skipped.push_back(error); });
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].id, "0");
  EXPECT_EQ(items[1].id, "4");
  ASSERT_EQ(skipped.size(), 3u);
  EXPECT_NE(skipped[2].find(":4: id \"0\" stands on line 1"), std::string::npos) << skipped[2];
}

TEST_F(Items, WhatTheSinkThrowsIsNotSkipped) {
  std::string line = R"({"query": "q", "response": "x"})";
  std::vector<std::string> skipped;
  size_t seen = 0;
  auto refuse = [&](const Item&) {
    ++seen;
    throw Error(ErrorKind::kInput, "the run was made otherwise");
  };
  auto skip = [&](const std::string& error) { skipped.push_back(error); };
  EXPECT_THROW(ReadItems(Write("broken\n" + line + "\n" + line), refuse, skip), Error);
  EXPECT_EQ(seen, 1u);
  EXPECT_EQ(skipped.size(), 1u);
}

}  // namespace
}  // namespace autoj

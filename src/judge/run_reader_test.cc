#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "autoj/error.h"
#include "autoj/run.h"
#include "judge/run_store.h"

namespace autoj {
namespace {

namespace fs = std::filesystem;

Item MakeItem(const std::string& id, size_t responses) {
  Item item;
  item.id = id;
  item.query = "which, \"" + id + "\"?";
  item.responses.assign(responses, "some \xE6\x9C\xAB text");
  item.scenario = "writing_email";
  item.reference = "the answer";
  item.rubric = "be kind";
  item.criteria = "tone";
  item.language = "en";
  item.label = "[1,null]";
  item.meta = R"({"source":"x"})";
  return item;
}

class RunReaderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/run_reader_test.XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
  }
  void TearDown() override { fs::remove_all(folder); }

  void Add(RunStore& store, const JudgmentKey& key, Outcome outcome) {
    Judgment judgment;
    judgment.order = key.order;
    judgment.response = key.response;
    judgment.verdict.outcome = outcome;
    if (outcome == Outcome::kRated) {
      judgment.verdict.rating = 6;
    }
    judgment.text = "because";
    judgment.finish = Finish::kStop;
    store.Add(key, judgment);
  }

  void Keep(RunStore& store, const std::vector<KeptItem>& items) {
    store.BeginIntake();
    store.KeepManifest({{{"mode", "written"}}, {}, {}});
    for (size_t i = 0; i < items.size(); ++i) {
      store.KeepItem(items[i], i);
    }
    store.EndIntake();
  }

  ErrorKind OpeningFails(const std::string& path) {
    try {
      RunReader reader(path);
    } catch (const Error& e) {
      return e.kind();
    }
    return ErrorKind::kInternal;
  }

  std::string folder;
};

TEST_F(RunReaderTest, GivesItemsInTheOrderOfTheInputWithWhatWasJudged) {
  std::vector<Item> items = {MakeItem("b", 2), MakeItem("a", 1), MakeItem("c", 2)};
  items[0].dialogue = {{"user", "hello"}, {"assistant", "hi"}, {"user", items[0].query}};
  std::string run = folder + "/run?#%";
  RunStore store(run);
  Keep(store, {{&items[0], true, "autoj-pairwise", "en", 2},
               {&items[1], false, "autoj-single", "zh", 1},
               {&items[2], true, "autoj-pairwise", "en", 2}});
  Add(store, {"a", Order::kGiven, 0}, Outcome::kRated);
  Add(store, {"b", Order::kGiven, 0}, Outcome::kUnreadable);
  Add(store, {"b", Order::kGiven, 0}, Outcome::kFirst);  // a later attempt
  Add(store, {"b", Order::kSwapped, 0}, Outcome::kFirst);
  Add(store, {"c", Order::kGiven, 0}, Outcome::kTie);

  RunReader reader(run);  // while the store is open
  EXPECT_EQ(reader.manifest().settings.at("mode"), "written");
  std::vector<Item> read;
  std::vector<ItemJudgment> judged;
  size_t unfinished = reader.ForEach([&](const Item& item, ItemJudgment one) {
    read.push_back(item);
    judged.push_back(std::move(one));
  });
  EXPECT_EQ(unfinished, 1u);
  ASSERT_EQ(judged.size(), 2u);
  EXPECT_EQ(judged[0].id, "b");
  EXPECT_EQ(judged[0].kind, ItemKind::kPair);
  EXPECT_EQ(judged[0].verdict.outcome, Outcome::kFirst);
  EXPECT_EQ(judged[0].label, "[1,null]");
  EXPECT_EQ(judged[0].meta, R"({"source":"x"})");
  ASSERT_EQ(judged[0].judgments.size(), 2u);
  EXPECT_EQ(judged[0].judgments[0].text, "because");
  EXPECT_EQ(judged[1].kind, ItemKind::kSingle);
  EXPECT_EQ(judged[1].language, "zh");
  EXPECT_EQ(judged[1].verdict.rating, 6);

  EXPECT_EQ(read[0].id, "b");
  EXPECT_EQ(read[0].query, items[0].query);
  ASSERT_EQ(read[0].dialogue.size(), 3u);
  EXPECT_EQ(read[0].dialogue[1].text, "hi");
  EXPECT_EQ(read[0].responses, items[0].responses);
  EXPECT_EQ(read[0].scenario, "writing_email");
  EXPECT_EQ(read[0].reference, "the answer");
  EXPECT_EQ(read[0].rubric, "be kind");
  EXPECT_EQ(read[0].criteria, "tone");
  EXPECT_EQ(read[0].language, "en");
}

TEST_F(RunReaderTest, TheNewestCallSaysHowItemsAreRead) {
  Item item = MakeItem("a", 2);
  RunStore store(folder + "/run");
  Keep(store, {{&item, true, "autoj-pairwise", "en", 2}});
  Add(store, {"a", Order::kGiven, 0}, Outcome::kFirst);
  auto count = [&] {
    return RunReader(folder + "/run").ForEach([](const Item&, const ItemJudgment&) {});
  };
  EXPECT_EQ(count(), 1u);
  Keep(store, {{&item, true, "autoj-pairwise", "en", 1}});
  EXPECT_EQ(count(), 0u);
}

TEST_F(RunReaderTest, WhatIsNoRunIsNamed) {
  EXPECT_EQ(OpeningFails(folder + "/nothing"), ErrorKind::kInput);
  EXPECT_EQ(OpeningFails(folder), ErrorKind::kInput);
  std::ofstream(folder + "/run.db") << "a text file, not a database of any kind";
  EXPECT_EQ(OpeningFails(folder), ErrorKind::kIo);
  EXPECT_FALSE(fs::exists(folder + "/lock"));
}

}  // namespace
}  // namespace autoj

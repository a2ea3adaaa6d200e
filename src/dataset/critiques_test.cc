#include "dataset/critiques.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <functional>

#include "autoj/error.h"
#include "dataset/critique_comparisons.h"

namespace autoj {
namespace {

class Critiques : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    std::string path = ::testing::TempDir() + "autoj_critiques_" +
                       ::testing::UnitTest::GetInstance()->current_test_info()->name() + "_" + name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  std::vector<CritiqueTask> Tasks() {
    return ReadCritiqueTasks(
        Write(
            "data",
            R"({"scenario": "ranking", "prompt": "p0", "response": "r0", "critiques": {"mine": "c0"}}
{"id": "two", "prompt": "p1", "response": "r1", "critiques": {"mine": "c1"}}
)"),
        "critiques.mine");
  }

  void ExpectRefused(const std::function<void()>& what, const std::string& words) {
    try {
      what();
      ADD_FAILURE() << "taken: " << words;
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kInput);
      EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
    }
  }

  void ExpectDataRefused(const std::string& line, const std::string& words) {
    ExpectRefused([&] { ReadCritiqueTasks(Write("bad", line), "critiques.mine"); }, words);
  }

  void ExpectReferencesRefused(const std::string& lines, const std::string& words) {
    std::vector<CritiqueTask> tasks = Tasks();
    ExpectRefused([&] { AddReferences(Write("references", lines), &tasks); }, words);
  }

  void ExpectComparisonsRefused(const std::string& lines, const std::string& words) {
    std::vector<CritiqueTask> tasks = Tasks();
    ExpectRefused([&] { ReadComparisons(Write("comparisons", lines), tasks); }, words);
  }
};

const std::string kGood = R"({"output": "A: x", "meta": {"exchange": true}})";

TEST_F(Critiques, AreReadBesideTheirReferences) {
  std::vector<CritiqueTask> tasks = Tasks();
  AddReferences(Write("references", "{\"output\": \"x0\"}\n{\"output\": \"x1\", \"id\": \"two\"}"),
                &tasks);
  ASSERT_EQ(tasks.size(), 2u);
  EXPECT_EQ(tasks[0].id, "0");
  EXPECT_EQ(tasks[0].judged, "c0");
  EXPECT_EQ(tasks[0].reference, "x0");
  EXPECT_EQ(tasks[0].scenario, "ranking");
  EXPECT_EQ(tasks[1].id, "two");
  EXPECT_EQ(tasks[1].reference, "x1");
  EXPECT_FALSE(tasks[1].scenario);
}

TEST_F(Critiques, BadDataIsRefused) {
  ExpectDataRefused(R"({"response": "r", "critiques": {"mine": "c"}})", "bad:1: no \"prompt\"");
  ExpectDataRefused(R"({"prompt": "p", "critiques": {"mine": "c"}})", "no \"response\"");
  ExpectDataRefused(R"({"prompt": "p", "response": "r", "critiques": {"other": "c"}})",
                    "no text at \"critiques.mine\" (--judge-critiques names the field)");
  ExpectDataRefused(R"({"prompt": "p", "response": "r", "critiques": {"mine": " \n"}})",
                    "is empty");
  ExpectDataRefused(
      "{\"id\": 1, \"prompt\": \"p\", \"response\": \"r\", \"critiques.mine\": \"c\"}\n"
      "{\"id\": 1, \"prompt\": \"p\", \"response\": \"r\", \"critiques.mine\": \"c\"}",
      "bad:2: id \"1\" stands on line 1 already");
}

TEST_F(Critiques, BadReferencesAreRefused) {
  ExpectReferencesRefused("{\"output\": \"x\"}", "has 1 lines, ");
  ExpectReferencesRefused("{\"output\": \"x\"}\n{\"output\": \"x\"}\n{\"output\": \"x\"}",
                          "has 3 lines, ");
  ExpectReferencesRefused("{\"output\": \"x\"}\n{\"output\": \"\"}",
                          ":2: the critique at \"output\" is empty");
  ExpectReferencesRefused("{\"text\": \"x\"}\n{}", ":1: no text at \"output\"");
  ExpectReferencesRefused("{\"output\": \"x\", \"id\": \"two\"}\n{\"output\": \"x\"}",
                          "id \"two\" stands where ");
}

TEST_F(Critiques, ComparisonsAreReadAndWrittenAgain) {
  std::string text =
      R"({"output":"A: 好","cost":0.25,"finish_reason":"stop","meta":{"exchange":true,"idx":7}})"
      "\n"
      R"({"output":"Failed!","cost":null,"finish_reason":"fail","meta":{"exchange":false}})"
      "\n";
  std::vector<CritiqueComparison> comparisons = ReadComparisons(Write("c", text), Tasks());
  EXPECT_TRUE(comparisons[0].exchange);
  EXPECT_EQ(comparisons[0].cost, 0.25);
  EXPECT_TRUE(std::isnan(comparisons[1].cost));
  EXPECT_EQ(RenderComparison(comparisons[0]) + RenderComparison(comparisons[1]), text);
}

TEST_F(Critiques, BadComparisonsAreRefused) {
  ExpectComparisonsRefused(kGood, "has 1 lines, ");
  ExpectComparisonsRefused(kGood + "\n{\"output\": \"A: x\"}", ":2: no \"meta\": {\"exchange\"");
  ExpectComparisonsRefused(kGood + R"(
{"output": "A: x", "meta": {"exchange": "no"}})",
                           ":2: no \"meta\": {\"exchange\"");
  ExpectComparisonsRefused(kGood + R"(
{"meta": {"exchange": true}})",
                           ":2: no \"output\"");
  ExpectComparisonsRefused(kGood + R"(
{"output": "A: x", "cost": "free", "meta": {"exchange": true}})",
                           "\"cost\" must be a number");
}

TEST_F(Critiques, ComparisonsOfOtherDataAreRefused) {
  ExpectComparisonsRefused(R"({"output": "A: x", "meta": {"exchange": true, "scenario": "joke"}})",
                           "has another scenario than ");
  ExpectComparisonsRefused(R"({"output": "A: x", "meta": {"exchange": true, "prompt": "p1"}})",
                           "has another prompt than ");
  ExpectComparisonsRefused(R"({"output": "A: x", "meta": {"exchange": true, "response": "r1"}})",
                           "has another response than ");
  ExpectComparisonsRefused(R"({"output": "A: x", "meta": {"exchange": true, "id": "two"}})",
                           "the file was made for other data, or in another order");
}

}  // namespace
}  // namespace autoj

#include "pipeline/test_prompts.h"

#include <fstream>

#include <gtest/gtest.h>

#include "autoj/error.h"
#include "base/file.h"
#include "base/test_folder.h"

namespace autoj {
namespace {

constexpr const char* kPrompt =
    "Plan a weekend in Lisbon for two people who like trams, tiles and grilled fish.";

class TestPromptsTest : public testing::Test {
 protected:
  std::string Write(const char* name, const std::string& text) const {
    std::string path = folder_ / name;
    std::ofstream(path) << text;
    return path;
  }

  TestFolder folder_;
};

TEST_F(TestPromptsTest, FindsWhatIsNearlyTheSame) {
  std::string set =
      Write("tests.jsonl",
            std::string("{\"query\": \"Something else\"}\n{\"prompt\": \"") + kPrompt + "\"}\n");
  TestPrompts tests;
  tests.Add(set);
  EXPECT_EQ(tests.Find(kPrompt), set + ":2");
  EXPECT_EQ(tests.Find(std::string("Hi! ") + kPrompt), set + ":2");
  EXPECT_EQ(tests.Find(std::string("Hello, my name is Ann, and I am new here. ") + kPrompt +
                       " Thank you very much for your help, I hope to hear from you soon!"),
            set + ":2");
  EXPECT_FALSE(tests.Find("Plan a week in Rome for a family of five."));
}

TEST_F(TestPromptsTest, FingerprintsTakeThePlaceOfTheSet) {
  std::string set = Write("tests.jsonl", std::string("{\"prompt\": \"") + kPrompt + "\"}\n");
  std::string fingerprints = Write("tests.txt", RenderPrompts(set));
  EXPECT_EQ(ReadFile(fingerprints, "").find("Lisbon"), std::string::npos);
  TestPrompts tests;
  tests.Add(fingerprints);
  EXPECT_EQ(tests.Find(kPrompt), fingerprints + ":2");
  EXPECT_EQ(tests.Find(std::string(400, 'x') + " " + kPrompt + " Thank you, that is all I need."),
            fingerprints + ":2");
}

TEST_F(TestPromptsTest, EvalPIsShipped) {
  TestPrompts tests;
  tests.Add("eval-p");
  EXPECT_EQ(tests.size(), 1177U);
}

TEST_F(TestPromptsTest, AnythingElseIsRefused) {
  TestPrompts tests;
  EXPECT_THROW(tests.Add(Write("tests.txt", "0123\n")), Error);
  EXPECT_THROW(tests.Add(Write("tests.txt", std::string(128, '0') + " 0123\n")), Error);
  EXPECT_THROW(tests.Add(Write("tests.jsonl", "{\"text\": \"x\"}\n")), Error);
  EXPECT_THROW(tests.Add("no/such/file.jsonl"), Error);
}

}  // namespace
}  // namespace autoj

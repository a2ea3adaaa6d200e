#include "pipeline/run_index.h"

#include <string>

#include <gtest/gtest.h>

namespace autoj {
namespace {

constexpr const char* kLong =
    "Plan a weekend in Lisbon for two people who like trams, tiles and grilled fish, and say what "
    "each day costs.";

// An index of one prompt.
bool StandsIn(const std::string& prompt, const std::string& text) {
  RunIndex index;
  index.Add(SampleRuns("How do I bake bread without an oven in my kitchen at home?"));
  index.Add(SampleRuns(prompt));
  return index.Find(text) == 1U;
}

TEST(RunIndex, APromptIsFoundWhateverElseTheTextSays) {
  for (std::string prompt : {"What is Einstein famous for", kLong, "请用三百字介绍一下西湖"}) {
    EXPECT_TRUE(StandsIn(prompt, prompt));
    EXPECT_TRUE(StandsIn(prompt, "Hello there! " + prompt + " Thank you very much."));
    std::string filler;
    for (int i = 0; i < 200; ++i) {
      filler += "word" + std::to_string(i) + " ";
    }
    EXPECT_TRUE(StandsIn(prompt, filler + prompt + "\n" + filler));
  }
}

TEST(RunIndex, MoreThanHalfOfItMustBeThere) {
  std::string beginning = "Plan a weekend in Lisbon for two people who like ";
  EXPECT_FALSE(StandsIn(kLong, beginning + "the sea"));
  EXPECT_TRUE(StandsIn(kLong, beginning + "trams, tiles and grilled fish, and say what to wear."));
  EXPECT_FALSE(StandsIn("What is Einstein famous for", "What is Newton famous for?"));
}

TEST(RunIndex, ThreeWordsAreNoPrompt) {
  EXPECT_TRUE(SampleRuns("Hello, my friend!").empty());
  EXPECT_EQ(SampleRuns("Hello, my old friend!").size(), 1U);
  EXPECT_FALSE(StandsIn("Hello, my friend!", "Hello, my friend!"));
}

// The shipped runs are worth nothing where this changes.
TEST(PromptRuns, AreTheSameOnEveryMachine) {
  EXPECT_EQ(RenderRuns(SampleRuns("Why is the sky blue?")), "e40462d6f8b79139");
}

TEST(PromptRuns, AreReadBackAndNothingElseIs) {
  PromptRuns runs = SampleRuns(kLong);
  EXPECT_EQ(runs.size(), 8U);
  EXPECT_EQ(ParseRuns(RenderRuns(runs)), runs);
  EXPECT_EQ(ParseRuns(""), PromptRuns());
  for (const char* bad : {"12ab", "0123456789abcdef ", "0123456789abcdeg", "0123456789abcdef0",
                          "0123456789abcdef-0123456789abcdef"}) {
    EXPECT_FALSE(ParseRuns(bad)) << bad;
  }
}

}  // namespace
}  // namespace autoj

#include "report/decisive_sentence.h"

#include <gtest/gtest.h>

namespace autoj {
namespace {

TEST(DecisiveSentence, IsTheOneBeforeABareDecision) {
  EXPECT_EQ(DecisiveSentence("Both are polite. Response 1 gives version 3.5 of the plan, e.g.the "
                             "dates.\nSo, the final decision is Response 1."),
            "Response 1 gives version 3.5 of the plan, e.g.the dates.");
  EXPECT_EQ(DecisiveSentence("1. It answers.\n2. It is *short*.\n\nRating: [[7]]\n"),
            "It is *short*.");
  EXPECT_EQ(DecisiveSentence("回复1更具体。回复2较笼统！\n综上所述，最终的决定是回复1。"),
            "回复2较笼统！");
}

TEST(DecisiveSentence, IsTheLastWhereThatGivesAReason) {
  EXPECT_EQ(DecisiveSentence("Both are fine. (Really.) As it names all\tthree steps, the final "
                             "decision is Response 2.  "),
            "As it names all three steps, the final decision is Response 2.");
  EXPECT_EQ(
      DecisiveSentence("Both fail. \"It is a matter of style, which the user did not ask for.\""),
      "\"It is a matter of style, which the user did not ask for.\"");
}

TEST(DecisiveSentence, TakesWhatThereIs) {
  EXPECT_EQ(DecisiveSentence(""), "");
  EXPECT_EQ(DecisiveSentence(" \n\n "), "");
  EXPECT_EQ(DecisiveSentence("[[A]]"), "[[A]]");
  EXPECT_EQ(DecisiveSentence("Yes..!!"), "Yes..!!");
  EXPECT_EQ(DecisiveSentence("cut off in the"), "cut off in the");
}

}  // namespace
}  // namespace autoj

#include "pipeline/fingerprint.h"

#include <gtest/gtest.h>

#include "pipeline/near_index.h"

namespace autoj {
namespace {

constexpr const char* kText =
    "Please explain to me why the sky is blue during the day but red in the evening, and whether "
    "the same holds on other planets that have an atmosphere of their own.";

TEST(Fingerprint, CaseSpaceAndPunctuationDoNotCount) {
  EXPECT_EQ(MakeFingerprint({"Why is the sky blue?"}), MakeFingerprint({"why  is\nthe SKY, blue"}));
  EXPECT_FALSE(MakeFingerprint({"Why is the sky blue?"}) ==
               MakeFingerprint({"Why is the sky red?"}));
}

TEST(Fingerprint, TheOrderOfTextsDoesNotCount) {
  EXPECT_EQ(MakeFingerprint({"one two three", "four five six"}),
            MakeFingerprint({"four five six", "one two three"}));
}

TEST(Fingerprint, ChineseCharactersAreWords) {
  EXPECT_GT(Similarity(MakeFingerprint({"请用三百字介绍一下杭州西湖的历史和主要景点"}),
                       MakeFingerprint({"请用三百字介绍一下杭州西湖的历史和主要景点。谢谢"})),
            0.6);
}

TEST(Fingerprint, SimilarityIsTheShareOfRunsInCommon) {
  Fingerprint whole = MakeFingerprint({kText});
  EXPECT_EQ(Similarity(whole, whole), 1);
  EXPECT_GT(Similarity(whole, MakeFingerprint({std::string(kText) + " Thanks a lot!"})), 0.7);
  EXPECT_LT(Similarity(whole, MakeFingerprint({"Write a poem about the blue evening sky."})), 0.2);
}

// The shipped fingerprints are worth nothing where this changes.
TEST(Fingerprint, IsTheSameOnEveryMachine) {
  EXPECT_EQ(RenderFingerprint(MakeFingerprint({"Why is the sky blue?"})).substr(0, 16),
            "ad20fc5b7b416865");
}

TEST(Fingerprint, IsReadBackAndNothingElseIs) {
  Fingerprint whole = MakeFingerprint({kText});
  EXPECT_EQ(ParseFingerprint(RenderFingerprint(whole)), whole);
  EXPECT_FALSE(ParseFingerprint("12ab"));
  EXPECT_FALSE(ParseFingerprint(std::string(128, 'g')));
}

TEST(NearIndex, FindsTheMostSimilarOne) {
  NearIndex index(0.7);
  index.Add(MakeFingerprint({"Write a poem about the blue evening sky."}));
  index.Add(MakeFingerprint({std::string(kText) + " Thanks a lot!"}));
  index.Add(MakeFingerprint({kText}));
  EXPECT_EQ(index.Find(MakeFingerprint({kText})), 2U);
  EXPECT_FALSE(index.Find(MakeFingerprint({"How do I bake bread without an oven?"})));
}

}  // namespace
}  // namespace autoj

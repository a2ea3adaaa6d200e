#include "scenario/query_parts.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace autoj {
namespace {

bool Has(const QueryParts& parts, const std::string& word) {
  return std::count(parts.shape().begin(), parts.shape().end(), word) == 1;
}

TEST(QueryParts, LowersLettersAndJoinsWhiteSpace) {
  QueryParts parts("  Write\tan\n\n EMAIL ");
  EXPECT_EQ(parts.Part(QueryPart::kWhole), U"write an email");
}

TEST(QueryParts, TakesBothEnds) {
  QueryParts parts(std::string(50, 'a') + std::string(100, 'b'));
  EXPECT_EQ(parts.Part(QueryPart::kFirst40), std::u32string(40, 'a'));
  EXPECT_EQ(parts.Part(QueryPart::kLast80), std::u32string(80, 'b'));
  EXPECT_EQ(parts.Part(QueryPart::kFirst300).size(), 150u);
}

TEST(QueryParts, EndsTheFirstSentenceAtItsSign) {
  EXPECT_EQ(QueryParts("Is it? I think so.").Part(QueryPart::kFirstSentence), U"is it?");
  EXPECT_EQ(QueryParts("翻译这句话。谢谢").Part(QueryPart::kFirstSentence), U"翻译这句话。");
  EXPECT_EQ(QueryParts("no sign").Part(QueryPart::kFirstSentence), U"no sign");
}

TEST(QueryParts, ReadsBothEndsOfAVeryLongQuery) {
  QueryParts parts(std::string(33'000, 'a') + std::string(33'000, 'b'));
  std::u32string_view whole = parts.Part(QueryPart::kWhole);
  EXPECT_EQ(whole.size(), 4001u);
  EXPECT_EQ(whole.front(), U'a');
  EXPECT_EQ(whole.back(), U'b');
}

TEST(QueryParts, SeesCodeAndOptions) {
  EXPECT_TRUE(Has(QueryParts("fix: def f(x): pass"), "code true"));
  EXPECT_TRUE(Has(QueryParts("Which? (A) one (B) two"), "options true"));
  EXPECT_TRUE(Has(QueryParts("Hello there"), "code false"));
}

TEST(QueryParts, AnEmptyQueryHasEmptyParts) {
  QueryParts parts(" \n ");
  EXPECT_EQ(parts.Part(QueryPart::kWhole), U"");
  EXPECT_EQ(parts.Part(QueryPart::kFirstSentence), U"");
  EXPECT_TRUE(Has(parts, "length 0"));
}

TEST(SplitQueryWords, EachIdeographAndSignStandsAlone) {
  std::vector<std::u32string_view> words = SplitQueryWords(U"it's 翻译 x1,ünd");
  std::vector<std::u32string_view> expected = {U"it", U"'",  U"s", U"翻",
                                               U"译", U"x1", U",", U"ünd"};
  EXPECT_EQ(words, expected);
}

}  // namespace
}  // namespace autoj

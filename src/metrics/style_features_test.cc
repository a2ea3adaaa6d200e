#include "metrics/style_features.h"

#include <gtest/gtest.h>

#include "metrics/statistics_vectors.h"

namespace autoj {
namespace {

void ExpectStyle(const std::string& text, const StyleFeatures& want) {
  StyleFeatures got = MeasureStyle(text);
  EXPECT_EQ(got.length, want.length) << text.substr(0, 100);
  EXPECT_EQ(got.headers, want.headers) << text.substr(0, 100);
  EXPECT_EQ(got.lists, want.lists) << text.substr(0, 100);
  EXPECT_EQ(got.bold, want.bold) << text.substr(0, 100);
}

std::string Repeated(const std::string& piece, size_t times) {
  std::string text;
  for (size_t i = 0; i < times; ++i) {
    text += piece;
  }
  return text;
}

TEST(MeasureStyle, IsArenaHards) {
  for (const auto& want : StatisticsVectors("probabilities").at("style_features")) {
    StyleFeatures got = MeasureStyle(want.at("text"));
    EXPECT_EQ(got.headers, want.at("headers").get<size_t>()) << want.at("text");
    EXPECT_EQ(got.lists, want.at("lists").get<size_t>()) << want.at("text");
    EXPECT_EQ(got.bold, want.at("bold").get<size_t>()) << want.at("text");
  }
}

TEST(MeasureStyle, CountsHeaders) {
  ExpectStyle("# One\n###### Six\n", {17, 2, 0, 0});
  ExpectStyle("#hashtag\n####### Seven\n # indented\na # b", {40, 0, 0, 0});
  ExpectStyle("# A\r\n## B\r\n", {11, 2, 0, 0});
}

TEST(MeasureStyle, CountsListItems) {
  ExpectStyle("- a\n* b\n+ c\n  - nested\n10. ten\n\t1. tab", {38, 0, 6, 0});
  ExpectStyle("-a\n1.5 litres\n1) one\n3 of them\n--- \n", {36, 0, 0, 0});
}

TEST(MeasureStyle, CountsBoldStretches) {
  ExpectStyle("**a** and __b__, **c d**", {24, 0, 0, 3});
  ExpectStyle("**not\nclosed**, *it* _it_, **** ____", {36, 0, 0, 0});
  ExpectStyle("***both*** **a*b**", {18, 0, 0, 1});
}

TEST(MeasureStyle, ChineseIsCountedInCharacters) {
  ExpectStyle("# 标题\n- 要点一\n1. **重点**内容\n", {23, 1, 2, 1});
  ExpectStyle("＃标题\n1、要点\n·要点\n＊＊重点＊＊", {19, 0, 0, 0});
}

TEST(MeasureStyle, CodeBlocksHaveNoStyle) {
  ExpectStyle("```python\n# comment\n- 1\nx = a**b**c\n```\n# Header", {48, 1, 0, 0});
  ExpectStyle("1. Run:\n   ```\n   # install\n   ```\n2. Done", {42, 0, 2, 0});
  ExpectStyle("~~~~\n# a\n~~~\n# b\n~~~~\n# c", {25, 1, 0, 0});
  ExpectStyle("````\n```\n# a\n```\n````\n# b", {25, 1, 0, 0});
}

TEST(MeasureStyle, ABlockEndsWithTheTextWhereItIsNotClosed) {
  ExpectStyle("# a\n```\n# b\n``` c\n# d", {21, 1, 0, 0});
}

TEST(MeasureStyle, CodeInALineOpensNoBlock) {
  ExpectStyle("```x``` is code\n# a\n``\n# b", {26, 2, 0, 0});
}

TEST(MeasureStyle, OfNothing) {
  ExpectStyle("", {0, 0, 0, 0});
  ExpectStyle("\n\n", {2, 0, 0, 0});
}

// What makes backtracking patterns quadratic; a million characters each.
TEST(MeasureStyle, HostileTextTakesNoLonger) {
  constexpr size_t kMany = 1 << 20;
  ExpectStyle(std::string(kMany, '*'), {kMany, 0, 0, 0});
  ExpectStyle(std::string(kMany, '_'), {kMany, 0, 0, 0});
  ExpectStyle(std::string(kMany, '#'), {kMany, 0, 0, 0});
  ExpectStyle(std::string(kMany, '`'), {kMany, 0, 0, 0});
  ExpectStyle(std::string(kMany, ' ') + "- a", {kMany + 3, 0, 1, 0});
  ExpectStyle(std::string(kMany, '1') + ". a", {kMany + 3, 0, 1, 0});
  ExpectStyle(Repeated("**a", kMany / 4), {kMany / 4 * 3, 0, 0, kMany / 8});
  ExpectStyle(Repeated("**a*", kMany / 4), {kMany, 0, 0, kMany / 8});
  ExpectStyle(Repeated("-\n", kMany / 2), {kMany, 0, kMany / 2, 0});
  ExpectStyle(Repeated("```\n", kMany / 4), {kMany, 0, 0, 0});
}

}  // namespace
}  // namespace autoj

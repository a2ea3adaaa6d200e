#include "base/text.h"

#include <gtest/gtest.h>

namespace autoj {
namespace {

TEST(Utf8, FindsTheFirstBadByte) {
  EXPECT_EQ(FindInvalidUtf8("a\xE4\xB8\xAD\xF0\x9F\x98\x80"), std::string_view::npos);
  EXPECT_EQ(FindInvalidUtf8("ab\xFF"), 2u);
  EXPECT_EQ(FindInvalidUtf8("\xC0\x80"), 0u);           // overlong
  EXPECT_EQ(FindInvalidUtf8("\xED\xA0\x80"), 0u);       // a surrogate
  EXPECT_EQ(FindInvalidUtf8("x\xF4\x90\x80\x80"), 1u);  // above U+10FFFF
  EXPECT_EQ(FindInvalidUtf8("x\xE4\xB8"), 1u);          // cut off
}

TEST(CutUtf8, CutsNoCharacterInTwo) {
  EXPECT_EQ(CutUtf8("a\xE4\xB8\xAD"
                    "b",
                    5),
            "a\xE4\xB8\xAD"
            "b");
  EXPECT_EQ(CutUtf8("a\xE4\xB8\xAD"
                    "b",
                    4),
            "a\xE4\xB8\xAD");
  EXPECT_EQ(CutUtf8("a\xE4\xB8\xAD"
                    "b",
                    3),
            "a");
  EXPECT_EQ(CutUtf8("abc", 0), "");
}

TEST(EscapeForTerminal, ShowsControlsAndKeepsText) {
  EXPECT_EQ(EscapeForTerminal("a\x1b[31m\xE4\xB8\xAD"), "a\\x1b[31m\xE4\xB8\xAD");
  EXPECT_EQ(EscapeForTerminal("\xE2\x80\xAE"), "\\u202e");
  EXPECT_EQ(EscapeForTerminal("\xC2\x9B\xFF"), "\\x9b\\xff");
}

TEST(DetectLanguage, ByTheShareOfHanCharacters) {
  EXPECT_STREQ(DetectLanguage("Translate 你好 into English, please."), "en");
  EXPECT_STREQ(DetectLanguage("请用 Python 写一个快速排序的函数"), "zh");
  EXPECT_STREQ(DetectLanguage(""), "en");
}

TEST(DisplayWidth, CountsColumns) {
  EXPECT_EQ(DisplayWidth(""), 0u);
  EXPECT_EQ(DisplayWidth("abc é"), 5u);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1u);  // a combining accent
  EXPECT_EQ(DisplayWidth("中文，。！"), 10u);
  EXPECT_EQ(DisplayWidth("カ한\u3099"), 4u);
  EXPECT_EQ(DisplayWidth("😀"), 2u);
  EXPECT_EQ(DisplayWidth("“…” – ½"), 7u);  // narrow, though wide in some fonts
  EXPECT_EQ(DisplayWidth("\U00020000\uFF01\uFF61"), 5u);
}

TEST(CutToWidth, CutsBetweenCharacters) {
  EXPECT_EQ(CutToWidth("abcd", 4), "abcd");
  EXPECT_EQ(CutToWidth("abcde", 4), "abc…");
  EXPECT_EQ(CutToWidth("中文字", 6), "中文字");
  EXPECT_EQ(CutToWidth("中文字", 5), "中文…");
  EXPECT_EQ(CutToWidth("中文字", 4), "中…");
  EXPECT_EQ(CutToWidth("中", 1), "…");
  EXPECT_EQ(CutToWidth("ab", 0), "");
  EXPECT_EQ(CutToWidth("e\u0301x", 2), "e\u0301x");
  EXPECT_EQ(CutToWidth("abe\u0301xy", 4), "abe\u0301…");
}

TEST(NearestWord, SuggestsOnlyWhatIsNear) {
  EXPECT_EQ(NearestWord("rendr", {"read", "render"}), "render");
  EXPECT_EQ(NearestWord("xyzzy", {"read", "render"}), "");
}

TEST(EscapeJsonForTerminal, KeepsTheValue) {
  EXPECT_EQ(EscapeJsonForTerminal("{\"a\":\"\xE4\xB8\xAD \xC2\x9B \xE2\x80\xAE \x7F\"}\n"),
            "{\"a\":\"\xE4\xB8\xAD \\u009b \\u202e \\u007f\"}\n");
}

TEST(CountCharacters, CountsCodePoints) {
  EXPECT_EQ(CountCharacters(""), 0u);
  EXPECT_EQ(CountCharacters("naïve"), 5u);
  EXPECT_EQ(CountCharacters("回应1"), 3u);
  EXPECT_EQ(CountCharacters("😀e\u0301"), 3u);
}

TEST(FirstCharacters, CountFromBothEnds) {
  EXPECT_EQ(FirstCharacters("a中😀b", 3), "a中😀");
  EXPECT_EQ(LastCharacters("a中😀b", 3), "中😀b");
  EXPECT_EQ(FirstCharacters("中文", 0), "");
  EXPECT_EQ(LastCharacters("中文", 0), "");
  EXPECT_EQ(FirstCharacters("中文", 9), "中文");
  EXPECT_EQ(LastCharacters("中文", 9), "中文");
  EXPECT_EQ(FirstCharacters("", 1), "");
  EXPECT_EQ(LastCharacters("", 1), "");
}

}  // namespace
}  // namespace autoj

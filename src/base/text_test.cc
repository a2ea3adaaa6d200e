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

TEST(NearestWord, SuggestsOnlyWhatIsNear) {
  EXPECT_EQ(NearestWord("rendr", {"read", "render"}), "render");
  EXPECT_EQ(NearestWord("xyzzy", {"read", "render"}), "");
}

}  // namespace
}  // namespace autoj

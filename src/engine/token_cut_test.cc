#include "engine/token_cut.h"

#include <gtest/gtest.h>

namespace autoj {
namespace {

TEST(CutMiddle, KeepsWhatIsShortEnough) {
  EXPECT_EQ(CutMiddle({"a", "b", "c"}, {.most = 3, .head = 1, .tail = 1, .between = "..."}), "abc");
}

TEST(CutMiddle, KeepsBothEndsOfWhatIsLonger) {
  TokenCut cut{.most = 4, .head = 1, .tail = 2, .between = "..."};
  EXPECT_EQ(CutMiddle({"a", "b", "c", "d", "e"}, cut), "a...de");
}

TEST(CutMiddle, MakesACharacterThatIsCutVisible) {
  TokenCut cut{.most = 2, .head = 1, .tail = 1, .between = "..."};
  EXPECT_EQ(CutMiddle({"\xE4\xBD", "\xA0", "b"}, cut), "\xEF\xBF\xBD\xEF\xBF\xBD...b");
}

}  // namespace
}  // namespace autoj

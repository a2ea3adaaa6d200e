#include "report/text_table.h"

#include <gtest/gtest.h>

#include <sstream>

#include "base/text.h"

namespace autoj {
namespace {

TEST(TextTable, NumbersStandAtTheRightAndNoLineEndsWithBlanks) {
  EXPECT_EQ(
      RenderTable({{"name", {"a", "a long one"}}, {"n", {"7", "1234"}, true}, {"why", {"x", ""}}},
                  80, false),
      "name           n  why\n"
      "a              7  x\n"
      "a long one  1234\n");
}

TEST(TextTable, WhatHoldsNothingOrHasNoRoomIsLeftOut) {
  EXPECT_EQ(
      RenderTable({{"name", {"ab"}}, {"empty", {""}}, {"cut", {"abcdefghij"}}, {"out", {"x"}}}, 12,
                  false),
      "name  cut\nab    abcde…\n");
  EXPECT_EQ(RenderTable({{"empty", {""}}}, 80, false), "");
  EXPECT_EQ(RenderTable({{"none", {}}}, 80, false), "");
}

TEST(TextTable, ALongNameGivesWayToTheNumbersBesideIt) {
  std::string name(40, 'n');
  EXPECT_EQ(
      RenderTable({{"name", {name}}, {"n", {"1234567"}, true}, {"p", {"0.12"}, true}}, 36, false),
      "name                         n     p\n" + std::string(20, 'n') + "…  1234567  0.12\n");
  EXPECT_EQ(
      RenderTable({{"name", {name}}, {"n", {"1234567"}, true}, {"p", {"0.12"}, true}}, 24, false),
      "name                   n\n" + std::string(14, 'n') +
          "…  1234567\n\nname                   p\n" + std::string(17, 'n') + "…  0.12\n");
}

TEST(TextTable, NumbersWithoutRoomStandBelow) {
  std::vector<TableColumn> columns = MakeColumns(
      {"judge", "share", "difference", "p"},
      {{"a", "12.34 [10.00, 15.00]", "1.00 [-1.00, 3.00]", "0.300"}, {"b", "1.00", "", "0.001"}});
  EXPECT_EQ(RenderTable(columns, 40, false),
            "judge                 share\n"
            "a      12.34 [10.00, 15.00]\n"
            "b                      1.00\n"
            "\n"
            "judge          difference      p\n"
            "a      1.00 [-1.00, 3.00]  0.300\n"
            "b                          0.001\n");
  columns[1].is_number = false;  // text gives way to numbers
  EXPECT_EQ(RenderTable(columns, 40, false),
            "judge  share           difference      p\n"
            "a      12.34…  1.00 [-1.00, 3.00]  0.300\n"
            "b      1.00                        0.001\n");
}

TEST(TextTable, NoWidthIsTooSmall) {
  std::vector<TableColumn> columns =
      MakeColumns({"name", "n", "p", "q"}, {{"a long name", "1234567", "0.12", "5"}});
  for (size_t width = 0; width < 30; ++width) {
    std::istringstream lines(RenderTable(columns, width, false));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(DisplayWidth(line), width);
    }
  }
}

TEST(TextTable, WideCharactersTakeTwoColumns) {
  EXPECT_EQ(RenderTable({{"中文", {"判断", "a"}}, {"b", {"1", "2"}}}, 80, false),
            "中文  b\n判断  1\na     2\n");
}

TEST(TextTable, ColoursAreOfCells) {
  EXPECT_EQ(RenderTable({{"a", {"x", "y"}, false, {"\x1b[32m", ""}}}, 80, true),
            "\x1b[1ma\x1b[0m\n\x1b[32mx\x1b[0m\ny\n");
}

TEST(TextTable, AlignsRowsByWhatATerminalShows) {
  std::vector<TableColumn> columns = MakeColumns(
      {"name", "n", "note"}, {{"a", "10", "x"}, {"好", "1", ""}, {"\x1b[31m", "1", ""}});
  EXPECT_EQ(RenderTable(columns, 80, false),
            "name       n  note\n"
            "a         10     x\n"
            "好         1\n"
            "\\x1b[31m   1\n");
}

TEST(TextTable, LeavesOutWhatHoldsNothingOrHasNoRoom) {
  std::vector<TableColumn> columns =
      MakeColumns({"name", "empty", "long"}, {{"abc", "", "123456789"}});
  EXPECT_EQ(RenderTable(columns, 80, false), "name       long\nabc   123456789\n");
  EXPECT_EQ(RenderTable(columns, 9, false), "name\nabc\n");
}

}  // namespace
}  // namespace autoj

#include "report/text_table.h"

#include <gtest/gtest.h>

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
      "name\n" + std::string(19, 'n') + "…\n");
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

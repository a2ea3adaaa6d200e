#include "base/json_lines.h"

#include <gtest/gtest.h>

#include <sstream>
#include <vector>

#include "autoj/error.h"

namespace autoj {
namespace {

struct Lines {
  std::vector<size_t> lines;
  std::vector<size_t> positions;
  std::vector<std::string> skipped;
};

Lines ReadSkipping(const std::string& text) {
  std::istringstream in(text);
  Lines read;
  ReadJsonLines(
      in, "in",
      [&](const JsonLine& at, nlohmann::json&& object) {
        if (object.contains("bad")) {
          throw Error(ErrorKind::kInput, "in: refused by the sink");
        }
        read.lines.push_back(at.line);
        read.positions.push_back(at.position);
      },
      [&](const std::string& error) { read.skipped.push_back(error); });
  return read;
}

void ExpectError(const std::string& text, const char* words) {
  std::istringstream in(text);
  try {
    ReadJsonLines(in, "in", [](const JsonLine&, nlohmann::json&&) {});
    FAIL() << "read: " << text;
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
    EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
  }
}

TEST(JsonLines, BlankLinesCountAsLinesAndNotAsPositions) {
  Lines read = ReadSkipping("\xEF\xBB\xBF{}\r\n\r\n  \n{\"a\": 1}");
  EXPECT_EQ(read.lines, (std::vector<size_t>{1, 4}));
  EXPECT_EQ(read.positions, (std::vector<size_t>{0, 1}));
}

TEST(JsonLines, ASkippedLineKeepsItsPosition) {
  Lines read = ReadSkipping("{}\n{\"bad\": 1}\nnonsense\n{}\n");
  EXPECT_EQ(read.positions, (std::vector<size_t>{0, 3}));
  ASSERT_EQ(read.skipped.size(), 2u);
  EXPECT_EQ(read.skipped[0], "in: refused by the sink");
  EXPECT_EQ(read.skipped[1].rfind("in:3: not valid JSON", 0), 0u) << read.skipped[1];
}

TEST(JsonLines, SkippingEveryLineIsAnErrorStill) {
  EXPECT_THROW(ReadSkipping("a\nb\n"), Error);
  EXPECT_THROW(ReadSkipping(""), Error);
}

TEST(JsonLines, OnlyInputErrorsAreSkipped) {
  std::istringstream in("{}\n");
  auto fail = [](const JsonLine&, nlohmann::json&&) {
    throw Error(ErrorKind::kIo, "the disk is full");
  };
  EXPECT_THROW(ReadJsonLines(in, "in", fail, [](const std::string&) {}), Error);
}

TEST(JsonLines, EveryErrorHasItsLine) {
  ExpectError("{}\n{\"a\": 1", "in:2: not valid JSON");
  ExpectError("{}\n[]\n", "in:2: expected a JSON object");
  ExpectError("{}\n{\"a\": \"\xFF\"}\n", "in:2: invalid UTF-8 at byte 8");
  ExpectError("{\"a\": 1, \"b\": {\"c\": 1}, \"a\": 2}", "in:1: \"a\" is given twice");
  ExpectError("\n\n", "empty");
}

}  // namespace
}  // namespace autoj

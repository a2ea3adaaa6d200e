#include "remote/event_stream.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace autoj {
namespace {

using State = EventStream::State;
using Strings = std::vector<std::string>;

// The events of a stream that comes in these pieces.
Strings EventsOf(const std::vector<std::string_view>& pieces) {
  Strings events;
  EventStream stream([&](std::string_view data) {
    events.emplace_back(data);
    return true;
  });
  for (std::string_view piece : pieces) {
    EXPECT_EQ(stream.Feed(piece), State::kMore);
  }
  return events;
}

// The same events come out however the bytes are cut in three, or each alone.
void ExpectEvents(std::string_view text, const Strings& expected) {
  for (size_t i = 0; i <= text.size(); ++i) {
    for (size_t j = i; j <= text.size(); ++j) {
      ASSERT_EQ(EventsOf({text.substr(0, i), text.substr(i, j - i), text.substr(j)}), expected)
          << i << " " << j;
    }
  }
  std::vector<std::string_view> bytes;
  for (size_t i = 0; i < text.size(); ++i) {
    bytes.push_back(text.substr(i, 1));
  }
  ASSERT_EQ(EventsOf(bytes), expected);
}

TEST(EventStream, OfAChat) {
  ExpectEvents(
      "data: {\"a\": \"b: c\"}\n\n"
      "data: {}\n\n"
      "data: [DONE]\n\n",
      {"{\"a\": \"b: c\"}", "{}", "[DONE]"});
}

TEST(EventStream, EveryEndOfLine) {
  ExpectEvents("data: a\r\ndata: b\r\n\r\ndata: c\r\rdata: d\n\n\r\n\rdata: e\n\r\n",
               {"a\nb", "c", "d", "e"});
}

TEST(EventStream, WhatIsNoDataIsPassedOver) {
  ExpectEvents(
      ": a comment\n\nevent: x\nid: 1\nretry: 5\ndata: a\n:data: no\n\n"
      "dat: no\ndatax: no\n data: no\nDATA: no\n\nevent: y\n\n",
      {"a"});
}

TEST(EventStream, OneSpaceBelongsToTheField) {
  ExpectEvents("data:a\n\ndata:  b \n\ndata:\tc\n\n", {"a", " b ", "\tc"});
}

TEST(EventStream, EmptyDataIsData) {
  ExpectEvents("data\n\ndata:\n\ndata: \n\ndata\ndata\n\n", {"", "", "", "\n"});
}

TEST(EventStream, AByteOrderMarkAtTheFront) {
  ExpectEvents(
      "\xEF\xBB\xBF"
      "data: a\n\n\xEF\xBB\xBF"
      "data: b\n\n",
      {"a"});
  ExpectEvents("\xEF\xBB\xBF\n\xEF\xBB", {});
}

TEST(EventStream, AnUnfinishedEventIsNotGiven) {
  ExpectEvents("data: a\n\ndata: b\n", {"a"});
  ExpectEvents("data: a\n\ndata: b", {"a"});
  ExpectEvents("", {});
}

TEST(EventStream, AnyBytesAreData) {
  ExpectEvents(std::string_view("data: \0\xFF\n\n", 10), {std::string("\0\xFF", 2)});
}

TEST(EventStream, StopsForGood) {
  Strings events;
  EventStream stream([&](std::string_view data) {
    events.emplace_back(data);
    return data != "b";
  });
  EXPECT_EQ(stream.Feed("data: a\n\ndata: b\n\ndata: c\n\n"), State::kStopped);
  EXPECT_EQ(stream.Feed("data: d\n\n"), State::kStopped);
  EXPECT_EQ(events, (Strings{"a", "b"}));
}

TEST(EventStream, ALineIsBounded) {
  bool called = false;
  EventStream stream([&](std::string_view) { return called = true; });
  const std::string half(EventStream::kMostBytes / 2, 'x');
  EXPECT_EQ(stream.Feed(half), State::kMore);
  EXPECT_EQ(stream.Feed(half), State::kMore);
  EXPECT_EQ(stream.Feed("\n"), State::kMore);  // exactly the limit
  EXPECT_EQ(stream.Feed(half), State::kMore);
  EXPECT_EQ(stream.Feed(half), State::kMore);
  EXPECT_EQ(stream.Feed("x\n"), State::kTooLarge);
  EXPECT_EQ(stream.Feed("data: a\n\n"), State::kTooLarge);
  EXPECT_FALSE(called);
}

TEST(EventStream, AnEventIsBounded) {
  size_t size = 0;
  EventStream stream([&](std::string_view data) {
    size = data.size();
    return true;
  });
  const std::string line = "data:" + std::string(EventStream::kMostBytes / 4 - 1, 'x') + "\n";
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(stream.Feed(line), State::kMore);
  }
  EXPECT_EQ(stream.Feed("\n"), State::kMore);
  EXPECT_EQ(size, EventStream::kMostBytes - 1);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(stream.Feed(line), State::kMore);
  }
  EXPECT_EQ(stream.Feed("data\n"), State::kMore);
  EXPECT_EQ(stream.Feed("data\n"), State::kTooLarge);
}

}  // namespace
}  // namespace autoj

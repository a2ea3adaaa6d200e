#include "baseline/baseline.h"

#include <gtest/gtest.h>

#include <functional>

#include "autoj/error.h"

namespace autoj {
namespace {

Item Pair(const std::string& first, const std::string& second) {
  Item item;
  item.id = "q";
  item.line = "in:3";
  item.responses = {first, second};
  return item;
}

std::string Refusal(const std::function<void()>& act, ErrorKind kind) {
  try {
    act();
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), kind);
    return e.what();
  }
  return "";
}

TEST(Baseline, LengthIsCountedInCharacters) {
  Item item = Pair("回应很好", "abcd");  // 12 bytes, 4 bytes
  EXPECT_EQ(JudgeByBaseline(Baseline::kLonger, item, Order::kGiven), Outcome::kTie);
  EXPECT_EQ(JudgeByBaseline(Baseline::kLonger, Pair("回", "ab"), Order::kGiven), Outcome::kSecond);
  EXPECT_EQ(JudgeByBaseline(Baseline::kShorter, Pair("回", "ab"), Order::kGiven), Outcome::kFirst);
  EXPECT_EQ(JudgeByBaseline(Baseline::kLonger, Pair("", ""), Order::kGiven), Outcome::kTie);
}

TEST(Baseline, OnlyPositionsDependOnTheOrder) {
  Item item = Pair("long", "s");
  EXPECT_EQ(JudgeByBaseline(Baseline::kLonger, item, Order::kSwapped), Outcome::kFirst);
  EXPECT_EQ(JudgeByBaseline(Baseline::kShorter, item, Order::kSwapped), Outcome::kSecond);
  EXPECT_EQ(JudgeByBaseline(Baseline::kTie, item, Order::kSwapped), Outcome::kTie);
  EXPECT_EQ(JudgeByBaseline(Baseline::kFirst, item, Order::kGiven), Outcome::kFirst);
  EXPECT_EQ(JudgeByBaseline(Baseline::kFirst, item, Order::kSwapped), Outcome::kSecond);
  EXPECT_EQ(JudgeByBaseline(Baseline::kSecond, item, Order::kSwapped), Outcome::kFirst);
}

TEST(Baseline, AnItemThatIsNoPairIsRefused) {
  Item single = Pair("a", "b");
  single.responses.pop_back();
  EXPECT_EQ(
      Refusal([&] { JudgeByBaseline(Baseline::kTie, single, Order::kGiven); }, ErrorKind::kInput),
      "in:3: item \"q\" has 1 response; baseline:tie compares two");
}

TEST(Baseline, IsFoundByItsName) {
  for (Baseline baseline : AllBaselines()) {
    EXPECT_EQ(FindBaseline(std::string("baseline:") + BaselineName(baseline)), baseline);
  }
  EXPECT_EQ(FindBaseline("model.gguf"), std::nullopt);
  EXPECT_EQ(FindBaseline("longer"), std::nullopt);
  EXPECT_EQ(Refusal([] { FindBaseline("baseline:loger"); }, ErrorKind::kUsage),
            "unknown baseline \"loger\"; did you mean \"longer\"?");
  EXPECT_EQ(Refusal([] { FindBaseline("baseline:"); }, ErrorKind::kUsage),
            "unknown baseline \"\"; known: longer, shorter, first, second, tie");
}

}  // namespace
}  // namespace autoj

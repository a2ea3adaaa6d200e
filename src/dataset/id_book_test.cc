#include "dataset/id_book.h"

#include <gtest/gtest.h>

#include "autoj/error.h"

namespace autoj {
namespace {

std::string Refusal(IdBook& book, const nlohmann::json& record, const JsonLine& at) {
  try {
    book.Add(record, at, "in:" + std::to_string(at.line));
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(IdBook, FindsEachIdOfManyAgain) {
  constexpr size_t kMany = 20000;
  IdBook book;
  for (size_t i = 0; i < kMany; ++i) {
    std::string id = "item-" + std::to_string(i);
    ASSERT_EQ(book.Add({{"id", id}}, {i + 1, i}, "in"), id);
  }
  for (size_t i = 0; i < kMany; i += 97) {
    std::string id = "item-" + std::to_string(i);
    ASSERT_EQ(Refusal(book, {{"id", id}}, {kMany + 1, kMany}),
              "in:20001: id \"" + id + "\" stands on line " + std::to_string(i + 1) + " already");
  }
}

TEST(IdBook, APositionIsAnIdAndMeetsOthers) {
  IdBook book;
  EXPECT_EQ(book.Add({{"query", "q"}}, {5, 3}, "in"), "3");
  EXPECT_EQ(book.Add({{"id", nullptr}}, {6, 4}, "in"), "4");
  EXPECT_EQ(Refusal(book, {{"id", 3}}, {9, 7}),
            "in:9: id \"3\" stands on line 5 already: a line without an id has its position as "
            "one; give every line an id");
  EXPECT_EQ(Refusal(book, {{"id", 1.5}}, {9, 7}),
            "in:9: \"id\" must be a string or an integer, found number");
}

}  // namespace
}  // namespace autoj

#include "dataset/item_field.h"

#include <gtest/gtest.h>

#include "autoj/error.h"

namespace autoj {
namespace {

Item WithMeta() {
  Item item;
  item.meta = R"({"by": {"first": "ada", "n": 3}, "quality": [1, 2], "none": null})";
  item.scenario = "joke";
  return item;
}

TEST(ItemField, IsFoundByItsPath) {
  EXPECT_EQ(FindField(WithMeta(), "meta.quality"), nlohmann::json::parse("[1, 2]"));
  EXPECT_EQ(FindField(WithMeta(), "meta.by.first"), "ada");
  EXPECT_EQ(FindField(WithMeta(), "scenario"), "joke");
}

TEST(ItemField, IsNothingWhereItIsAbsent) {
  for (const char* path :
       {"meta.none", "meta.other", "label", "meta.by.first.more", "", "meta.", "meta.quality.0"}) {
    EXPECT_FALSE(FindField(WithMeta(), path)) << path;
  }
}

TEST(ItemField, ATextIsATextThatIsNotEmpty) {
  EXPECT_EQ(TextField(WithMeta(), "meta.by.first", "f:1"), "ada");
  for (const char* path : {"meta.by.n", "meta.other"}) {
    try {
      TextField(WithMeta(), path, "f:1");
      ADD_FAILURE() << path;
    } catch (const Error& e) {
      EXPECT_EQ(std::string(e.what()).rfind("f:1: \"" + std::string(path) + "\" ", 0), 0u);
    }
  }
}

}  // namespace
}  // namespace autoj

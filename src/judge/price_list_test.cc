#include "judge/price_list.h"

#include <fstream>

#include <gtest/gtest.h>

#include "autoj/error.h"

namespace autoj {
namespace {

std::string Write(const std::string& text) {
  std::string path = ::testing::TempDir() + "autoj_prices_" +
                     ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".yaml";
  std::ofstream(path) << text;
  return path;
}

// What is wrong, without the file's name.
std::string Refusal(const std::string& text) {
  std::string path = Write(text);
  try {
    PriceList list(path);
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
    return std::string(e.what()).substr(path.size());
  }
  return "";
}

TEST(PriceList, PricesAreFoundByTheModelsName) {
  std::string path = Write(
      "judge-7b: {prompt: 0.5, cached: 0.1, completion: 1.5}\n"
      "\"org/judge\": {prompt: 2, completion: 0}\n");
  PriceList list(path);
  EXPECT_EQ(list.Find("judge-7b")->cached, 0.1);
  EXPECT_EQ(list.Find("judge-7b")->completion, 1.5);
  EXPECT_EQ(list.Find("org/judge")->prompt, 2);
  EXPECT_EQ(list.Find("org/judge")->cached, 2);  // as others
  EXPECT_FALSE(list.Find("Judge-7B"));
  EXPECT_EQ(list.Missing("x\x1b"),
            path + " has no price for model \"x\\x1b\"; it has judge-7b, org/judge");
}

TEST(PriceList, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(Refusal("a: {prompt: 1, completion: 2}\nb: {prompt: cheap, completion: 2}\n"),
            ":2: \"prompt\" must be dollars per million tokens, found \"cheap\"");
  EXPECT_EQ(Refusal("a: {prompt: -1, completion: 2}\n"),
            ":1: \"prompt\" must be dollars per million tokens, found \"-1\"");
  EXPECT_EQ(Refusal("a: {prompt: 1}\n"), ":1: \"completion\" is missing");
  EXPECT_EQ(Refusal("a: {prompt: 1, complete: 2, completion: 1}\n"),
            ":1: unknown key \"complete\"; did you mean \"completion\"?");
  EXPECT_EQ(Refusal("a: 3\n"), ":1: \"a\" must be a map");
  try {
    PriceList list("/none.yaml");
    FAIL() << "read";
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(), "/none.yaml: No such file or directory; --prices takes a .yaml file");
  }
}

}  // namespace
}  // namespace autoj

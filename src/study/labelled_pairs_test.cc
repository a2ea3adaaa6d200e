#include "study/labelled_pairs.h"

#include <gtest/gtest.h>

#include <fstream>

#include "autoj/error.h"

namespace autoj {
namespace {

std::string Write(const std::string& text) {
  std::string path = ::testing::TempDir() + "autoj_labelled_" +
                     ::testing::UnitTest::GetInstance()->current_test_info()->name();
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::string Line(const std::string& label, const std::string& prompt = "q") {
  return R"({"prompt": ")" + prompt + R"(", "response 1": "a", "response 2": "回应")" +
         (label.empty() ? "" : R"(, "label": )" + label) + "}\n";
}

void ExpectRefused(const std::string& text, const std::string& words) {
  try {
    ReadLabelledPairs(Write(text));
    ADD_FAILURE() << "read: " << text;
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
    EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
  }
}

TEST(LabelledPairs, ReadsLabelsAndClustersPrompts) {
  LabelledPairs labelled = ReadLabelledPairs(
      Write(Line("0") + Line("\"tie\"", "other") + Line("1") + Line("\"second\"", "other")));
  ASSERT_EQ(labelled.pairs.size(), 4u);
  EXPECT_EQ(labelled.pairs[0].label, Outcome::kFirst);
  EXPECT_EQ(labelled.pairs[1].label, Outcome::kTie);
  EXPECT_EQ(labelled.pairs[2].label, Outcome::kSecond);
  EXPECT_EQ(labelled.pairs[3].label, Outcome::kSecond);
  EXPECT_EQ(labelled.pairs[0].cluster, labelled.pairs[2].cluster);
  EXPECT_EQ(labelled.pairs[1].cluster, labelled.pairs[3].cluster);
  EXPECT_NE(labelled.pairs[0].cluster, labelled.pairs[1].cluster);
  EXPECT_EQ(labelled.contents[0], labelled.contents[2]);
  EXPECT_NE(labelled.contents[0], labelled.contents[1]);
  EXPECT_EQ(labelled.places.at("3"), 3u);
  EXPECT_EQ(labelled.pairs[0].second_style.length, 2u);
}

TEST(LabelledPairs, RefusesLabelsThatAreNone) {
  for (const char* label : {"3", "-1", "1.0", "true", "\"null\"", "\"1\"", "[0]", "\"First\""}) {
    ExpectRefused(Line("0") + Line(label),
                  std::string(":2: \"label\" must be 0 (first), 1 (second) or 2 (tie), or these "
                              "words, found ") +
                      label);
  }
  ExpectRefused(Line("null"), ":1: no \"label\": it must be 0");
  ExpectRefused(Line("0") + Line(""), ":2: no \"label\": it must be 0");
}

TEST(LabelledPairs, RefusesWhatIsNoPair) {
  ExpectRefused(R"({"query": "q", "response": "a", "label": 0})",
                ":1: 1 response, where a pair has two");
  ExpectRefused(R"({"query": "q", "responses": ["a", "b", "c"], "label": 0})",
                ":1: 3 responses, where a pair has two");
  ExpectRefused("", "empty: no JSON line in it");
  ExpectRefused(R"({"id": 1, "query": "q", "responses": ["a", "b"], "label": 0})"
                "\n"
                R"({"id": 1, "query": "q", "responses": ["a", "b"], "label": 0})",
                ":2: id \"1\" stands on line 1 already");
}

}  // namespace
}  // namespace autoj

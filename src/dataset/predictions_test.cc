#include "dataset/predictions.h"

#include <gtest/gtest.h>

#include <fstream>

#include "autoj/error.h"

namespace autoj {
namespace {

std::string Write(const std::string& text) {
  std::string path = ::testing::TempDir() + "autoj_predictions_" +
                     ::testing::UnitTest::GetInstance()->current_test_info()->name();
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

void ExpectRefused(const std::string& text, const std::string& words) {
  try {
    ReadPredictions(Write(text), {});
    ADD_FAILURE() << "read: " << text;
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
    EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
  }
}

TEST(Predictions, ReadsTheReferencesNumbers) {
  std::vector<Outcome> want = {Outcome::kFirst, Outcome::kSecond, Outcome::kTie,
                               Outcome::kUnreadable};
  EXPECT_EQ(ReadPredictions(Write("{\"output\": 0}\n{\"output\": 1, \"cost\": 3}\n\n"
                                  "{\"output\": 2}\n{\"output\": -1}"),
                            {}),
            want);
}

TEST(Predictions, HoldsIdsAgainstTheData) {
  std::string lines = "{\"id\": \"a\", \"output\": 0}\n{\"output\": 1}\n{\"id\": 7, \"output\": 2}";
  std::vector<Outcome> want = {Outcome::kFirst, Outcome::kSecond, Outcome::kTie};
  EXPECT_EQ(ReadPredictions(Write(lines), {"a", "b", "7"}), want);
  try {
    ReadPredictions(Write(lines), {"b", "a", "7"});
    ADD_FAILURE() << "another order was taken";
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find(":1: id \"a\" stands where the data has \"b\""),
              std::string::npos)
        << e.what();
  }
}

TEST(Predictions, RefusesWhatIsNoVerdict) {
  ExpectRefused("{\"output\": 0}\n{\"output\": 3}", ":2: \"output\" must be the integer 0");
  ExpectRefused("{\"output\": -2}", "found -2");
  ExpectRefused("{\"output\": 1.0}", "found 1.0");
  ExpectRefused("{\"output\": true}", "found true");
  ExpectRefused("{\"output\": null}", "found null");
  ExpectRefused("{\"output\": 18446744073709551615}", "found 18446744073709551615");
  ExpectRefused("{\"output\": \"So, the final decision is Tie\"}",
                ":1: \"output\" is a text, not a verdict");
}

TEST(Predictions, RefusesOtherFormats) {
  ExpectRefused("{\"output\": 0}\n{\"verdict\": \"first\"}",
                ":2: this is a record of `autoj judge`, not a prediction");
  ExpectRefused("{\"output\": 0}\n{\"label\": 1}", ":2: no \"output\"");
  ExpectRefused("", "empty: no JSON line in it");
  ExpectRefused("0\n1\n", ":1: expected a JSON object, found number");
}

TEST(Predictions, TheOtherOrderIsAnotherFile) {
  std::string given = Write("{\"output\": 0}\n{\"output\": 1}\n");
  std::string copy = given + "_copy";
  std::ofstream(copy, std::ios::binary) << "{\"output\": 0}\n{\"output\": 1}\n";
  std::vector<Outcome> two = {Outcome::kFirst, Outcome::kSecond};
  EXPECT_THROW(CheckOtherOrder(given, given, {Outcome::kTie, Outcome::kTie}), Error);
  EXPECT_THROW(CheckOtherOrder("-", "-", two), Error);
  EXPECT_THROW(
      CheckOtherOrder(given,
                      ::testing::TempDir() + "./" + given.substr(::testing::TempDir().size()), two),
      Error);
  EXPECT_THROW(CheckOtherOrder(given, copy, two), Error);
  EXPECT_NO_THROW(CheckOtherOrder(given, copy, {Outcome::kTie, Outcome::kTie}));
  std::ofstream(copy, std::ios::app) << "{\"output\": 1}\n";
  EXPECT_NO_THROW(CheckOtherOrder(given, copy, two));
}

}  // namespace
}  // namespace autoj

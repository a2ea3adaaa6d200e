#include "dataset/reward_scores.h"

#include <gtest/gtest.h>

#include <fstream>

#include "autoj/error.h"

namespace autoj {
namespace {

std::string Write(const std::string& text) {
  std::string path = ::testing::TempDir() + "autoj_scores_" +
                     ::testing::UnitTest::GetInstance()->current_test_info()->name();
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

void ExpectRefused(const std::string& text, const std::string& words) {
  try {
    ReadRewardScores(Write(text));
    ADD_FAILURE() << "read: " << text;
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
    EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
  }
}

TEST(RewardScores, ReadsBothForms) {
  std::vector<PairOfScores> pairs = ReadRewardScores(
      Write("{\"score_1\": 1, \"score_2\": -2.5}\n{\"score_1\": 0, \"score_2\": 0, \"id\": 7}"));
  ASSERT_EQ(pairs.size(), 2u);
  EXPECT_EQ(pairs[0].first, 1);
  EXPECT_EQ(pairs[0].second, -2.5);
  std::vector<PairOfScores> halves =
      ReadRewardScores(Write("{\"score\": 1}\n{\"score\": -2.5}\n{\"score\": 0}\n{\"score\": 3}"));
  ASSERT_EQ(halves.size(), 2u);
  EXPECT_EQ(halves[0].second, -2.5);
  EXPECT_EQ(halves[1].first, 0);
}

TEST(RewardScores, RefusesWhatIsNoScore) {
  ExpectRefused("{\"score\": \"NaN\"}", ":1: \"score\" must be a finite number, found \"NaN\"");
  ExpectRefused("{\"score\": NaN}", ":1: not valid JSON");
  ExpectRefused("{\"score_1\": 1e999, \"score_2\": 0}", ":1: not valid JSON");
  ExpectRefused("{\"score_1\": 1, \"score_2\": null}", "\"score_2\" must be a finite number");
  ExpectRefused("{\"score_1\": 1}", ":1: \"score_2\" is missing");
  ExpectRefused("{\"output\": 1}", ":1: give \"score_1\" and \"score_2\"");
}

TEST(RewardScores, RefusesMixedFormsAndHalfAPair) {
  ExpectRefused("{\"score\": 1}\n{\"score_1\": 1, \"score_2\": 0}",
                ":2: \"score\" and \"score_1\" stand in one file");
  ExpectRefused("{\"score\": 1, \"score_1\": 1, \"score_2\": 0}", ":1: give \"score_1\"");
  ExpectRefused("{\"score\": 1}\n{\"score\": 2}\n{\"score\": 3}",
                ": 3 scores of responses: the last pair has only one");
}

}  // namespace
}  // namespace autoj

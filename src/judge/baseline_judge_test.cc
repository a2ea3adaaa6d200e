#include <gtest/gtest.h>

#include <filesystem>

#include "autoj/error.h"
#include "autoj/judge.h"
#include "autoj/run.h"
#include "judge/example_pairs.h"

namespace autoj {
namespace {

class BaselineJudgeTest : public ::testing::Test {
 protected:
  BaselineJudgeTest() {
    folder_ = ::testing::TempDir() + "autoj_baseline_judge_" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    options_.run = folder_;
  }
  ~BaselineJudgeTest() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
  JudgeOptions options_;
};

TEST_F(BaselineJudgeTest, ABaselineDecidesWithoutAnEngine) {
  options_.baseline = "baseline:longer";
  JudgeObserver observer;
  StopSignal never;
  std::vector<ItemJudgment> judged;
  for (int call = 0; call < 2; ++call) {  // the second finds everything
    Judge judge(options_);
    EXPECT_EQ(judge.Run(TwoPairs, observer, never), RunEnd::kAll);
    judged.clear();
    judge.ForEach([&](const Item&, ItemJudgment one) { judged.push_back(std::move(one)); });
  }
  ASSERT_EQ(judged.size(), 2u);
  EXPECT_EQ(judged[0].verdict.outcome, Outcome::kSecond);  // "the second answer" has a letter more
  EXPECT_EQ(judged[0].protocol, "baseline:longer");
  ASSERT_EQ(judged[0].judgments.size(), 2u);
  EXPECT_EQ(judged[0].judgments[1].order, Order::kSwapped);
  EXPECT_EQ(judged[0].judgments[1].attempt, 1);
  EXPECT_EQ(judged[0].judgments[1].text, "");
  EXPECT_EQ(judged[0].judgments[1].finish, Finish::kStop);
  EXPECT_EQ(RunReader(folder_).manifest().settings.at("model"), "baseline:longer");
}

TEST_F(BaselineJudgeTest, ABaselineIsShownNoCriteria) {
  options_.baseline = "baseline:tie";
  options_.criteria = "planning";
  JudgeObserver observer;
  StopSignal never;
  Judge judge(options_);
  judge.Run(TwoPairs, observer, never);
  judge.ForEach([](const Item&, const ItemJudgment& one) { EXPECT_FALSE(one.criteria); });
  EXPECT_EQ(RunReader(folder_).manifest().settings.at("criteria"), "none");
}

TEST_F(BaselineJudgeTest, ABaselineRefusesAChangedPairAndWhatIsNone) {
  options_.baseline = "baseline:tie";
  JudgeObserver observer;
  StopSignal never;
  Judge(options_).Run(TwoPairs, observer, never);
  auto changed = [](const ItemSink& sink) { sink(ExamplePair("a", "another")); };
  EXPECT_THROW(Judge(options_).Run(changed, observer, never), Error);
  auto single = [](const ItemSink& sink) {
    Item item = ExamplePair("s", "one");
    item.responses.pop_back();
    sink(item);
  };
  try {
    Judge(options_).Run(single, observer, never);
    ADD_FAILURE() << "a single response was compared";
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(), "test:s: item \"s\" has 1 response(s), baseline:tie needs 2");
  }
}

}  // namespace
}  // namespace autoj

#include "judge/progress.h"

#include <gtest/gtest.h>

#include <sstream>
#include <vector>

#include <nlohmann/json.hpp>

namespace autoj {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

class ProgressTest : public ::testing::Test {
 protected:
  Progress Make(Progress::Style style) {
    return Progress(out_, style, [this] { return now_; });
  }

  steady_clock::time_point now_{};
  std::ostringstream out_;
};

JudgePlan Plan() {
  return {.model = "m",
          .wrapper = "chat",
          .mode = "scored",
          .servers = "",
          .criteria = "auto",
          .run = "",
          .judgments = 8,
          .skipped = 0,
          .finished = 2};
}

TEST_F(ProgressTest, ABarHasRateAndTimeLeft) {
  Progress progress = Make(Progress::Style::kBar);
  progress.Started(Plan());
  now_ += seconds(4);
  progress.Judged({});
  EXPECT_NE(out_.str().find("[#########...............] 3/8 judgments, 0.25 per second, 20 s left"),
            std::string::npos)
      << out_.str();
  progress.Clear();
  EXPECT_EQ(out_.str().substr(out_.str().size() - 4), "\r\x1b[K");
}

TEST_F(ProgressTest, SaysWhichServersThereAre) {
  JudgePlan plan = Plan();
  plan.servers = "vLLM 0.16.0 at h:8000";
  Make(Progress::Style::kLines).Started(plan);
  EXPECT_EQ(out_.str().substr(0, 79),
            "model m, wrapper chat, mode scored, criteria auto\non vLLM 0.16.0 at h:8000\n2 of");
}

TEST_F(ProgressTest, ElsewhereAPlainLineNowAndThen) {
  Progress progress = Make(Progress::Style::kLines);
  progress.Started(Plan());
  for (int i = 0; i < 6; ++i) {
    now_ += seconds(4);
    progress.Judged({});
  }
  EXPECT_EQ(out_.str(),
            "model m, wrapper chat, mode scored, criteria auto\n"
            "2 of 8 judgments are there from earlier calls\n"
            "5/8 judgments, 0.25 per second, 12 s left\n"
            "8/8 judgments, 0.25 per second\n");
}

TEST_F(ProgressTest, QuietSaysWarningsOnly) {
  Progress progress = Make(Progress::Style::kQuiet);
  progress.Started(Plan());
  progress.Judged({});
  progress.Step("loading");
  progress.Warn("look here");
  EXPECT_EQ(out_.str(), "warning: look here\n");
}

TEST(RenderDuration, ReadsAsAPersonSaysIt) {
  EXPECT_EQ(RenderDuration(2.6), "3 s");
  EXPECT_EQ(RenderDuration(125), "2 min 5 s");
  EXPECT_EQ(RenderDuration(4800), "1 h 20 min");
}

TEST_F(ProgressTest, AProgramReadsOneObjectALine) {
  {
    Progress progress = Make(Progress::Style::kJson);
    progress.Step("loading the model");
    progress.Started(Plan());
    progress.Warn("odd\x1b");
    now_ += seconds(20);
    progress.Working(80);
    progress.Judged({});
  }
  std::istringstream lines(out_.str());
  std::vector<nlohmann::json> events;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
    events.push_back(nlohmann::json::parse(line));
  }
  ASSERT_EQ(events.size(), 4u);
  EXPECT_EQ(events[0]["event"], "step");
  EXPECT_EQ(events[1]["event"], "started");
  EXPECT_EQ(events[1]["judgments"], 8);
  EXPECT_EQ(events[1]["from_earlier_calls"], 2);
  EXPECT_EQ(events[2]["message"], "odd\x1b");
  EXPECT_EQ(events[3]["event"], "progress");
  EXPECT_EQ(events[3]["judged"], 2);
  EXPECT_EQ(events[3]["tokens"], 80);
  EXPECT_EQ(events[3]["seconds"], 20);
  std::string time = events[3]["time"];
  EXPECT_EQ(time.size(), 24u);
  EXPECT_EQ(time.substr(10, 1) + time.substr(19, 1) + time.substr(23), "T.Z");
}

}  // namespace
}  // namespace autoj

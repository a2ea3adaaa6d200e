#include "study/critique_evaluation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "report/critique_report.h"
#include "scenario/scenario_table.h"

namespace autoj {
namespace {

struct GroupCounts {
  const char* group;
  size_t win;
  size_t tie;
  size_t lose;
};

// Auto-J against ChatGPT, judged by GPT-4: what the paper reports.
constexpr GroupCounts kPublished[] = {{"Summarization", 12, 0, 0},
                                      {"Exam Questions", 10, 0, 2},
                                      {"Code", 16, 0, 4},
                                      {"Rewriting", 14, 0, 6},
                                      {"Creative Writing", 26, 2, 8},
                                      {"Functional Writing", 22, 2, 16},
                                      {"General Communication", 36, 0, 12},
                                      {"NLP Tasks", 35, 1, 8}};

class Evaluation : public ::testing::Test {
 protected:
  void Add(const std::optional<std::string>& scenario, const std::string& output, bool exchange) {
    CritiqueTask task;
    task.scenario = scenario;
    tasks_.push_back(task);
    CritiqueComparison comparison;
    comparison.output = output;
    comparison.exchange = exchange;
    comparisons_.push_back(comparison);
  }

  // 70 of the wins, 33 losses and all ties with the judged critique first; 108 items in all.
  void AddPublished() {
    size_t wins_first = 70;
    size_t losses_first = 33;
    for (const GroupCounts& counts : kPublished) {
      std::vector<std::string> scenarios;
      for (const Scenario& scenario : AllScenarios()) {
        scenarios.insert(scenarios.end(), scenario.group == counts.group ? 4 : 0, scenario.name);
      }
      ASSERT_EQ(scenarios.size(), counts.win + counts.tie + counts.lose) << counts.group;
      for (size_t i = 0; i < scenarios.size(); ++i) {
        bool win = i < counts.win;
        bool tie = !win && i < counts.win + counts.tie;
        size_t* first = win ? &wins_first : &losses_first;
        bool exchange = !tie && *first == 0;
        *first -= tie || exchange ? 0 : 1;
        Add(scenarios[i],
            tie               ? "C: Neither\n"
            : win == exchange ? "B: Feedback 2\nwhy"
                              : "A: ",
            exchange);
      }
    }
  }

  CritiqueEvaluation Evaluate() const { return EvaluateCritiques(tasks_, comparisons_); }

  std::vector<CritiqueTask> tasks_;
  std::vector<CritiqueComparison> comparisons_;
};

void ExpectShare(const CountedShare& share, size_t count, double percent, double low, double high) {
  EXPECT_EQ(share.count, count);
  EXPECT_NEAR(100 * share.share.value, percent, 0.005);
  EXPECT_NEAR(100 * share.share.low, low, 0.005);
  EXPECT_NEAR(100 * share.share.high, high, 0.005);
}

// Intervals: scipy.stats.binomtest(k, n).proportion_ci(method="exact").
TEST_F(Evaluation, GivesThePublishedNumbers) {
  AddPublished();
  CritiqueEvaluation evaluation = Evaluate();
  EXPECT_EQ(evaluation.overall.items, 232u);
  ExpectShare(evaluation.overall.win, 171, 73.71, 67.55, 79.25);
  ExpectShare(evaluation.overall.tie, 5, 2.16, 0.70, 4.96);
  ExpectShare(evaluation.overall.lose, 56, 24.14, 18.78, 30.17);
  EXPECT_EQ(evaluation.groups.size(), 8u);
  const double percents[] = {100, 83.33, 80, 70, 72.22, 55, 75, 79.55};
  for (size_t i = 0; i < 8; ++i) {
    const CritiqueScore& score = evaluation.groups.at(kPublished[i].group);
    EXPECT_EQ(score.win.count, kPublished[i].win);
    EXPECT_NEAR(100 * score.win.share.value, percents[i], 0.005) << kPublished[i].group;
  }
  ExpectShare(evaluation.groups.at("Summarization").win, 12, 100, 73.54, 100);
  EXPECT_EQ(evaluation.first.items, 108u);
  ExpectShare(evaluation.first.win, 70, 64.81, 55.04, 73.76);
  EXPECT_EQ(evaluation.second.items, 124u);
  ExpectShare(evaluation.second.win, 101, 81.45, 73.48, 87.86);
  EXPECT_EQ(evaluation.worst, evaluation.best);
}

TEST_F(Evaluation, ReadsTheOrderBack) {
  Add("joke", "A: Feedback 1", true);
  EXPECT_EQ(ReadComparisonVerdict(comparisons_[0]).outcome, Outcome::kSecond);
  comparisons_[0].output = "B: Feedback 2";
  EXPECT_EQ(ReadComparisonVerdict(comparisons_[0]).outcome, Outcome::kFirst);
  comparisons_[0].output = "C: none";
  EXPECT_EQ(ReadComparisonVerdict(comparisons_[0]).outcome, Outcome::kTie);
}

TEST_F(Evaluation, WhatCannotBeReadIsCountedAndBounds) {
  Add("ranking", "A: ", false);
  Add("ranking", "A: and B: ", false);
  Add("ranking", "\nA: on the second line", true);
  Add("ranking", "Failed!", true);
  CritiqueEvaluation evaluation = Evaluate();
  EXPECT_EQ(evaluation.overall.unreadable, 3u);
  EXPECT_EQ(evaluation.overall.win.share.value, 0.25);
  EXPECT_EQ(evaluation.worst, 0.25);
  EXPECT_EQ(evaluation.best, 1);
  EXPECT_EQ(evaluation.second.win.count, 0u);
  EXPECT_EQ(evaluation.second.unreadable, 2u);
}

TEST_F(Evaluation, UnknownScenariosAreAGroupOfTheirOwn) {
  Add("value_judgement", "A: ", false);  // an alias
  Add("no_such_scenario", "A: ", false);
  Add(std::nullopt, "B: ", false);
  CritiqueEvaluation evaluation = Evaluate();
  EXPECT_EQ(evaluation.groups.size(), 2u);
  EXPECT_EQ(evaluation.groups.at("").items, 2u);
  EXPECT_EQ(evaluation.groups.at("").win.count, 1u);
  EXPECT_EQ(evaluation.groups.at("General Communication").items, 1u);
}

TEST_F(Evaluation, WithoutItemsInAPositionHasNoShareThere) {
  Add("ranking", "A: ", false);
  EXPECT_TRUE(std::isnan(Evaluate().second.win.share.value));
}

TEST_F(Evaluation, IsTold) {
  Add("ranking", "A: ", false);
  Add("no_such_scenario", "?", false);
  EXPECT_EQ(RenderCritiqueTable(Evaluate(), 100),
            "group                items  win  tie  lose  unreadable                  % won\n"
            "NLP Tasks                1    1    0     0           0  100.00 [2.50, 100.00]\n"
            "(no known scenario)      1    0    0     0           1     0.00 [0.00, 97.50]\n"
            "overall                  2    1    0     0           1    50.00 [1.26, 98.74]\n"
            "shown first              2    1    0     0           1    50.00 [1.26, 98.74]\n"
            "shown second             0    0    0     0           0                      -\n"
            "1 comparison(s) cannot be read: had they been lost or won, 50.00 or 100.00 % would be "
            "won.\n");
}

}  // namespace
}  // namespace autoj

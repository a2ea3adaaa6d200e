#include "scenario/scenario_table.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace autoj {
namespace {

TEST(ScenarioTable, HoldsThePapersGroups) {
  std::map<std::string, size_t> sizes;
  std::set<std::string> names;
  for (const Scenario& scenario : AllScenarios()) {
    ++sizes[scenario.group];
    names.insert(scenario.name);
  }
  EXPECT_EQ(names.size(), 58u);
  std::vector<std::pair<std::string, size_t>> paper = {{"Summarization", 3},
                                                       {"Exam Questions", 3},
                                                       {"Code", 5},
                                                       {"Rewriting", 5},
                                                       {"Creative Writing", 9},
                                                       {"Functional Writing", 10},
                                                       {"General Communication", 12},
                                                       {"NLP Tasks", 11}};
  ASSERT_EQ(AllGroups().size(), paper.size());
  for (size_t i = 0; i < paper.size(); ++i) {
    EXPECT_EQ(AllGroups()[i], paper[i].first);
    EXPECT_EQ(sizes[paper[i].first], paper[i].second) << paper[i].first;
  }
}

TEST(ScenarioTable, FindsNamesAndTheirOtherSpellings) {
  EXPECT_EQ(FindScenario("planning")->group, "General Communication");
  EXPECT_EQ(FindScenario("default")->name, "others");
  EXPECT_EQ(FindScenario("value_judgment"), FindScenario("value_judgement"));
  EXPECT_EQ(FindScenario("exam_question_with_math")->name, "solving_exam_question_with_math");
  EXPECT_EQ(FindScenario("Planning"), nullptr);
  EXPECT_EQ(FindScenario(""), nullptr);
}

}  // namespace
}  // namespace autoj

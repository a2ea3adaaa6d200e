#include "scenario/criteria_choice.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace autoj {
namespace {

ScenarioGuess Guess(const std::string& scenario, const std::string& group, double probability) {
  return {scenario, group, probability};
}

class ChooseCriteriaTest : public ::testing::Test {
 protected:
  static const ScenarioSet& Shipped() {
    static const ScenarioSet set = ScenarioSet::Load("");
    return set;
  }
  static std::vector<std::string> NamesOf(const CriteriaChoice& choice) {
    std::vector<std::string> names;
    for (const Criterion& criterion : choice.criteria) {
      names.push_back(criterion.name);
    }
    return names;
  }
};

TEST_F(ChooseCriteriaTest, ASureGuessGivesItsScenario) {
  CriteriaChoice choice = ChooseCriteria(
      Shipped(),
      {Guess("planning", "General Communication", 0.7), Guess("others", "NLP Tasks", 0.3)}, 0.5);
  EXPECT_FALSE(choice.is_unsure);
  EXPECT_EQ(choice.scenario, "planning");
  EXPECT_EQ(choice.probability, 0.7);
  EXPECT_EQ(choice.group, "General Communication");
  EXPECT_EQ(choice.criteria.size(), Shipped().Get("planning").criteria.size());
}

TEST_F(ChooseCriteriaTest, TheBoundaryItselfIsSure) {
  EXPECT_FALSE(
      ChooseCriteria(Shipped(), {Guess("planning", "General Communication", 0.5)}, 0.5).is_unsure);
}

TEST_F(ChooseCriteriaTest, AnUnsureOneGivesWhatTheLikeliestShare) {
  CriteriaChoice choice =
      ChooseCriteria(Shipped(),
                     {Guess("planning", "General Communication", 0.3),
                      Guess("writing_email", "Functional Writing", 0.25),
                      Guess("code_generation", "Code", 0.2)},  // the first two reach 0.5
                     0.5);
  EXPECT_TRUE(choice.is_unsure);
  EXPECT_EQ(choice.scenario, "planning");
  EXPECT_EQ(choice.group, std::nullopt);  // two groups
  std::vector<std::string> shared = NamesOf(choice);
  ASSERT_EQ(shared.size(), 6u);  // basics/writing.yaml
  EXPECT_NE(std::find(shared.begin(), shared.end(), "does no harm"), shared.end());
}

TEST_F(ChooseCriteriaTest, OfOneGroupTheGroupIsSure) {
  CriteriaChoice choice = ChooseCriteria(Shipped(),
                                         {Guess("planning", "General Communication", 0.3),
                                          Guess("chitchat", "General Communication", 0.3)},
                                         0.5);
  EXPECT_EQ(choice.group, "General Communication");
  EXPECT_FALSE(choice.criteria.empty());
}

TEST_F(ChooseCriteriaTest, AGroupThatIsLikelyAsAWholeIsToldAmongOthers) {
  CriteriaChoice choice = ChooseCriteria(Shipped(),
                                         {Guess("planning", "General Communication", 0.3),
                                          Guess("writing_email", "Functional Writing", 0.25),
                                          Guess("chitchat", "General Communication", 0.25)},
                                         0.5);
  EXPECT_TRUE(choice.is_unsure);
  EXPECT_EQ(choice.group, "General Communication");
  EXPECT_EQ(choice.criteria.size(), 6u);  // what the first two share
}

TEST_F(ChooseCriteriaTest, WhereTheyShareNothingTheLikelyGroupsCommonOnesCount) {
  // post_summarization includes no basics: it has nothing in common with the other two.
  CriteriaChoice choice = ChooseCriteria(Shipped(),
                                         {Guess("post_summarization", "Summarization", 0.3),
                                          Guess("text_summarization", "Summarization", 0.3)},
                                         0.5);
  EXPECT_TRUE(choice.is_unsure);
  EXPECT_EQ(choice.group, "Summarization");
  std::vector<std::string> common = NamesOf(choice);  // of two of the group's three
  EXPECT_EQ(common.size(), 6u);
  EXPECT_NE(std::find(common.begin(), common.end(), "real substance"), common.end());
}

TEST_F(ChooseCriteriaTest, WhereNothingIsLikelyThereAreNone) {
  CriteriaChoice choice = ChooseCriteria(
      Shipped(),
      {Guess("post_summarization", "Summarization", 0.3), Guess("code_generation", "Code", 0.3)},
      0.5);
  EXPECT_TRUE(choice.is_unsure);
  EXPECT_TRUE(choice.criteria.empty());
  EXPECT_EQ(choice.group, std::nullopt);
}

TEST_F(ChooseCriteriaTest, AClassWithoutCriteriaHasNone) {
  CriteriaChoice sure = ChooseCriteria(Shipped(), {{"rejecting", std::nullopt, 0.9}}, 0.5);
  EXPECT_FALSE(sure.is_unsure);
  EXPECT_TRUE(sure.criteria.empty());
  CriteriaChoice unsure = ChooseCriteria(
      Shipped(),
      {{"rejecting", std::nullopt, 0.4}, Guess("planning", "General Communication", 0.3)}, 0.5);
  EXPECT_TRUE(unsure.criteria.empty());
}

}  // namespace
}  // namespace autoj

#include "scenario/scenario_class.h"

#include <gtest/gtest.h>

namespace autoj {
namespace {

TEST(ScenarioClass, AreTheScenariosAndTwoMore) { EXPECT_EQ(AllScenarioClasses().size(), 60u); }

TEST(ScenarioClass, DefaultIsOthers) { EXPECT_EQ(FindScenarioClass("default"), "others"); }

TEST(ScenarioClass, TheTwoThatAreNoScenariosHaveNoGroup) {
  EXPECT_EQ(FindScenarioClass("rejecting"), "rejecting");
  EXPECT_EQ(GroupOfClass("peer_review"), std::nullopt);
  EXPECT_EQ(GroupOfClass("writing_email"), "Functional Writing");
}

TEST(ScenarioClass, AnUnknownNameIsNone) { EXPECT_EQ(FindScenarioClass("cooking"), std::nullopt); }

}  // namespace
}  // namespace autoj

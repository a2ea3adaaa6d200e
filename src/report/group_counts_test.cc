#include "report/group_counts.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace autoj {
namespace {

struct Judged {
  const char* scenario;
  Outcome outcome;
  double rating = 0;  // with kRated
};

ItemJudgment Of(const Judged& judged) {
  ItemJudgment item;
  item.scenario = judged.scenario;
  item.verdict.outcome = judged.outcome;
  if (judged.outcome == Outcome::kRated) {
    item.verdict.rating = judged.rating;
    item.judgments.emplace_back().verdict = item.verdict;
  }
  return item;
}

GroupCounts CountAll(const std::vector<Judged>& items) {
  GroupCounts counts;
  for (const Judged& judged : items) {
    CountInGroup(Of(judged), &counts);
  }
  return counts;
}

std::string GroupOf(const ItemJudgment& item) {
  GroupCounts counts;
  CountInGroup(item, &counts);
  return counts.begin()->first;
}

TEST(GroupCounts, AlignInThePapersOrder) {
  GroupCounts counts = CountAll({{"planning", Outcome::kFirst},
                                 {"chitchat", Outcome::kInconsistent},
                                 {"code_generation", Outcome::kFirst},
                                 {"tickets", Outcome::kSecond}});
  EXPECT_EQ(RenderGroups(counts),
            "groups                 items  first  second  inconsistent\n"
            "Code                       1      1       0             0\n"
            "General Communication      2      1       0             1\n"
            "of no group                1      0       1             0\n");
}

TEST(GroupCounts, RatingsHaveTheirMean) {
  GroupCounts counts = CountAll({{"planning", Outcome::kRated, 3},
                                 {"planning", Outcome::kRated, 8},
                                 {"code_generation", Outcome::kUnreadable}});
  EXPECT_EQ(RenderGroups(counts),
            "groups                 items  rated  unreadable  mean\n"
            "Code                       1      0           1     -\n"
            "General Communication      2      2           0  5.50\n");
  EXPECT_EQ(
      GroupsToJson(counts).dump(),
      R"([{"group":"Code","items":1,"outcomes":{"unreadable":1},"ratings":{"count":0,"mean":null}},)"
      R"({"group":"General Communication","items":2,"outcomes":{"rated":2},"ratings":{"count":2,"mean":5.5}}])");
}

TEST(GroupCounts, OneGroupAloneSaysNothing) {
  GroupCounts counts = CountAll({{"planning", Outcome::kFirst}, {"chitchat", Outcome::kTie}});
  EXPECT_EQ(RenderGroups(counts), "");
  EXPECT_TRUE(GroupsToJson(counts).is_null());
}

TEST(GroupCounts, WhatWasFoundCountsBeforeWhatTheItemSays) {
  ItemJudgment item = Of({"tickets", Outcome::kFirst});
  item.criteria.emplace();
  item.criteria->source = CriteriaSource::kClassified;
  item.criteria->scenario = "planning";
  item.criteria->group = "General Communication";
  EXPECT_EQ(GroupOf(item), "General Communication");
  item.criteria->group.reset();  // unsure between groups
  EXPECT_EQ(GroupOf(item), "");
}

TEST(GroupCounts, ScenariosAreCountedUnderTheTablesNames) {
  GroupCounts counts;
  for (const char* scenario : {"default", "tickets", "chitchat", "others"}) {
    CountInScenario(Of({scenario, Outcome::kFirst}), &counts);
  }
  ItemJudgment found = Of({"tickets", Outcome::kTie});
  found.scenario.reset();
  found.criteria.emplace();
  found.criteria->source = CriteriaSource::kClassified;
  found.criteria->scenario = "chitchat";
  CountInScenario(found, &counts);
  found.criteria->source = CriteriaSource::kUnsure;
  CountInScenario(found, &counts);
  EXPECT_EQ(
      ScenariosToJson(counts).dump(),
      R"([{"scenario":"chitchat","items":2,"outcomes":{"first":1,"tie":1},"ratings":{"count":0,"mean":null}},)"
      R"({"scenario":"others","items":2,"outcomes":{"first":2},"ratings":{"count":0,"mean":null}},)"
      R"({"scenario":"tickets","items":1,"outcomes":{"first":1},"ratings":{"count":0,"mean":null}},)"
      R"({"scenario":null,"items":1,"outcomes":{"tie":1},"ratings":{"count":0,"mean":null}}])");
}

TEST(GroupCounts, AFlagForAllDoesNotHideTheItemsOwnGroup) {
  ItemJudgment item = Of({"code_generation", Outcome::kFirst});
  item.criteria.emplace();
  item.criteria->source = CriteriaSource::kFlag;
  item.criteria->scenario = "planning";
  item.criteria->group = "General Communication";
  EXPECT_EQ(GroupOf(item), "Code");
}

}  // namespace
}  // namespace autoj

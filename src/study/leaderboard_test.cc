#include "study/leaderboard.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "report/leaderboard_page.h"
#include "report/leaderboard_report.h"

namespace autoj {
namespace {

const LeaderboardRow& RowNamed(const LeaderboardTable& table, const std::string& name) {
  auto found = std::find_if(table.rows.begin(), table.rows.end(),
                            [&](const LeaderboardRow& row) { return row.name == name; });
  if (found == table.rows.end()) {
    throw std::runtime_error("no row " + name);
  }
  return *found;
}

OwnRun RunCalled(const std::string& name, const std::string& content = "0123456789ab") {
  OwnRun run;
  run.content = content;
  run.evaluation.name = name;
  run.evaluation.definitions.push_back({.name = "both_orders",
                                        .note = "",
                                        .published = "",
                                        .items = 60,
                                        .share = {.estimate = {0.5, 0.4, 0.6}, .bounds = {}}});
  run.evaluation.overall.consistency.estimate = {0.75, 0.7, 0.8};
  run.evaluation.baselines.push_back({"longer", {0.45, 0.4, 0.5}, {0.55, 0.5, 0.6}});
  return run;
}

const std::string kHostile = "</script><img src=x onerror=alert(1)>|\"=1+1\"";

TEST(Leaderboard, HoldsWhatWasPublishedByDefinition) {
  std::vector<LeaderboardTable> tables = MakeLeaderboard({}, "");
  ASSERT_EQ(tables.size(), 3u);
  const LeaderboardTable& both = tables[0];
  EXPECT_EQ(both.definition, "both_orders");
  EXPECT_EQ(both.rows.front().name, "GPT-4");
  EXPECT_NEAR(both.rows.front().agreement.value, 0.6228, 1e-12);
  EXPECT_NEAR(RowNamed(both, "Auto-J 13B").consistency.value, 0.8341, 1e-12);
  EXPECT_TRUE(std::isnan(RowNamed(both, "Moss-RM").consistency.value));
  EXPECT_EQ(RowNamed(both, "Auto-J bilingual 6B (Chinese)").language, "zh");
  EXPECT_EQ(RowNamed(both, "the longer response").kind, RowKind::kBaseline);
  EXPECT_TRUE(std::isnan(RowNamed(both, "GPT-4").agreement.low));
  EXPECT_NEAR(RowNamed(both, "the longer response").agreement.low, 0.5018, 1e-12);
  EXPECT_NEAR(RowNamed(both, "the longer response").agreement.high, 0.5563, 1e-12);
}

// All but what is published, or known without counting.
TEST(Leaderboard, WhatWasComputedHasAnIntervalAroundIt) {
  for (const LeaderboardTable& table : MakeLeaderboard({}, "")) {
    for (const LeaderboardRow& row : table.rows) {
      bool is_computed = row.source.find("computed") == 0 && row.name != "uniform random";
      EXPECT_EQ(std::isfinite(row.agreement.low), is_computed) << row.name;
      EXPECT_TRUE(!is_computed || (row.agreement.low <= row.agreement.value &&
                                   row.agreement.value < row.agreement.high))
          << row.name;
    }
  }
}

TEST(Leaderboard, NeverMixesDefinitions) {
  for (const LeaderboardTable& table : MakeLeaderboard({}, "")) {
    auto has = [&](const std::string& name) {
      return std::any_of(table.rows.begin(), table.rows.end(),
                         [&](const LeaderboardRow& row) { return row.name == name; });
    };
    EXPECT_EQ(has("GPT-4"), table.definition == "both_orders");
    EXPECT_EQ(has("SFR-Judge-70B"), table.definition == "best_order");
    EXPECT_TRUE(std::is_sorted(table.rows.begin(), table.rows.end(),
                               [](const LeaderboardRow& a, const LeaderboardRow& b) {
                                 return a.agreement.value > b.agreement.value;
                               }));
  }
}

TEST(Leaderboard, RunsOverOtherPairsStandApartWithTheirBaselines) {
  std::vector<LeaderboardTable> tables =
      MakeLeaderboard({RunCalled("mine"), RunCalled("another", "fedcba9876")}, "both_orders");
  ASSERT_EQ(tables.size(), 3u);
  EXPECT_EQ(tables[0].data, "Eval-P");
  EXPECT_EQ(tables[1].data, "pairs 01234567");
  ASSERT_EQ(tables[1].rows.size(), 2u);
  EXPECT_EQ(tables[1].rows[0].name, "mine");
  EXPECT_EQ(tables[1].rows[0].agreement.high, 0.6);
  EXPECT_EQ(tables[1].rows[0].consistency.value, 0.75);
  EXPECT_EQ(tables[1].rows[1].name, "longer");
  EXPECT_EQ(tables[1].rows[1].agreement.value, 0.45);
}

TEST(Leaderboard, RunsOverTheSamePairsShareATableAndAnUnfinishedOneIsMarked) {
  OwnRun unfinished = RunCalled("another");
  unfinished.evaluation.missing = 7;
  std::vector<LeaderboardTable> tables =
      MakeLeaderboard({RunCalled("mine"), unfinished}, "both_orders");
  ASSERT_EQ(tables.size(), 2u);
  ASSERT_EQ(tables[1].rows.size(), 3u);
  EXPECT_EQ(RowNamed(tables[1], "another (partial)").source, "60 pairs, PARTIAL: 7 not judged yet");
}

TEST(Leaderboard, AnUnknownDefinitionIsRefused) {
  try {
    MakeLeaderboard({}, "both_order");
    ADD_FAILURE();
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kUsage);
    EXPECT_STREQ(e.what(), "unknown definition \"both_order\"; did you mean \"both_orders\"?");
  }
}

TEST(Leaderboard, ContentDoesNotDependOnTheOrder) {
  LabelledPairs one;
  one.pairs.resize(2);
  one.contents = {"a", "b"};
  one.pairs[0].label = Outcome::kFirst;
  LabelledPairs other = one;
  std::swap(other.contents[0], other.contents[1]);
  std::swap(other.pairs[0].label, other.pairs[1].label);
  EXPECT_EQ(ContentOf(one), ContentOf(other));
  other.pairs[0].label = Outcome::kSecond;
  EXPECT_NE(ContentOf(one), ContentOf(other));
}

TEST(LeaderboardReport, NamesAreNoMarkup) {
  std::vector<LeaderboardTable> tables = {
      {"both_orders", "note", "pairs", {{kHostile, RowKind::kOwn, {0.5, 0.4, 0.6}, {}, "", "x"}}}};
  std::string page = RenderLeaderboardPage(tables);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_NE(page.find("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;|&quot;=1+1&quot;"),
            std::string::npos);
  EXPECT_NE(page.find("\"name\":\"\\u003c/script>\\u003cimg"), std::string::npos);
  std::string markdown = LeaderboardToMarkdown(tables);
  EXPECT_NE(markdown.find("\\</script\\>\\<img src=x onerror=alert\\(1\\)\\>\\|"),
            std::string::npos)
      << markdown;
  tables[0].rows[0].name = "=HYPERLINK(\"x\"),1";
  EXPECT_NE(LeaderboardToCsv(tables).find("both_orders,pairs,\"'=HYPERLINK(\"\"x\"\"),1\",own run,"
                                          "50.0,40.0,60.0,,,,,x\r\n"),
            std::string::npos)
      << LeaderboardToCsv(tables);
}

TEST(LeaderboardPage, NeedsNoOtherFile) {
  std::string page = RenderLeaderboardPage(MakeLeaderboard({}, ""));
  EXPECT_NE(page.find("Chart.js v3.9"), std::string::npos);
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  for (const char* outside :
       {"<link rel=\"stylesheet\"", "<script src", "<img", "@import", "url("}) {
    EXPECT_EQ(page.find(outside), std::string::npos) << outside;
  }
}

TEST(LeaderboardReport, JsonHasNullWhereNothingIsKnown) {
  nlohmann::ordered_json json = LeaderboardToJson(MakeLeaderboard({}, "best_order"));
  EXPECT_EQ(json["tables"][0]["rows"][0]["name"], "SFR-Judge-70B");
  EXPECT_EQ(json["tables"][0]["rows"][0]["agreement"].dump(),
            R"({"value":63.51,"low":null,"high":null})");
}

}  // namespace
}  // namespace autoj

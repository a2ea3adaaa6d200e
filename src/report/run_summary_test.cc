#include "report/run_summary.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace autoj {
namespace {

Judgment In(Order order, Outcome outcome) {
  Judgment judgment;
  judgment.order = order;
  judgment.verdict.outcome = outcome;
  judgment.prompt_tokens = 700;
  judgment.completion_tokens = 0;
  return judgment;
}

ItemJudgment Pair(Outcome strict, Outcome given, Outcome swapped) {
  ItemJudgment item;
  item.kind = ItemKind::kPair;
  item.verdict.outcome = strict;
  item.judgments = {In(Order::kGiven, given), In(Order::kSwapped, swapped)};
  return item;
}

// Four pairs: one agrees, one ties twice, one picks the first shown twice, one was cut off.
std::vector<ItemJudgment> Pairs() {
  return {Pair(Outcome::kFirst, Outcome::kFirst, Outcome::kFirst),
          Pair(Outcome::kTie, Outcome::kTie, Outcome::kTie),
          Pair(Outcome::kInconsistent, Outcome::kFirst, Outcome::kSecond),
          Pair(Outcome::kTruncated, Outcome::kTruncated, Outcome::kSecond)};
}

RunSummary Summarise(const std::vector<ItemJudgment>& items) {
  RunSummary summary;
  for (const ItemJudgment& item : items) {
    Count(item, &summary);
  }
  return summary;
}

TEST(RunSummary, OfPairs) {
  RunSummary summary = Summarise(Pairs());
  EXPECT_EQ(summary.pairs, 3u);
  EXPECT_EQ(summary.alike, 2u);
  EXPECT_EQ(summary.choices, 5u);
  EXPECT_EQ(summary.shown_first, 4u);
  // Wilson's formula for 4 of 5, worked out apart.
  EXPECT_NEAR(ShownFirstInterval(summary)->first, 0.3755, 1e-4);
  EXPECT_NEAR(ShownFirstInterval(summary)->second, 0.9638, 1e-4);
  summary.seconds = 2.5;
  summary.judged_now = 6;
  summary.skipped = 1;
  summary.run = "/runs/a\x1b";
  EXPECT_EQ(RenderSummary(summary),
            "verdicts  4 items: 1 first, 1 tie, 1 inconsistent, 1 truncated\n"
            "orders    2 of 3 pairs decided alike in both orders (67 %)\n"
            "position  shown first wins 4 of 5 (80 %, 95 % interval 38 to 96 %): no clear bias\n"
            "tokens    5,600 in prompts, 0 written\n"
            "judged    6 judgments in 2.5 s (2.4 a second), 2 from earlier calls\n"
            "skipped   1 line of the input\n"
            "run       /runs/a\\x1b\n");
}

TEST(RunSummary, NamesTheFavouredPosition) {
  std::vector<ItemJudgment> items(10,
                                  Pair(Outcome::kInconsistent, Outcome::kFirst, Outcome::kSecond));
  std::string first = RenderSummary(Summarise(items));
  EXPECT_NE(first.find("position  shown first wins 20 of 20 (100 %, 95 % interval 84 to 100 %): "
                       "favours the first\n"),
            std::string::npos)
      << first;
  items.assign(10, Pair(Outcome::kInconsistent, Outcome::kSecond, Outcome::kFirst));
  std::string second = RenderSummary(Summarise(items));
  EXPECT_NE(second.find("wins 0 of 20 (0 %, 95 % interval 0 to 16 %): favours the second\n"),
            std::string::npos)
      << second;
}

TEST(RunSummary, OfRatings) {
  ItemJudgment rated;
  rated.verdict = {Outcome::kRated, 6.0, ""};
  rated.judgments.resize(1);
  rated.judgments[0].verdict = rated.verdict;
  ItemJudgment best;
  best.kind = ItemKind::kBestOf;
  best.verdict.outcome = Outcome::kSelected;
  best.judgments.resize(2);
  best.judgments[0].verdict = {Outcome::kRated, 9.5, ""};
  best.judgments[1].verdict.outcome = Outcome::kUnreadable;
  EXPECT_EQ(RenderSummary(Summarise({rated, best})),
            "verdicts  2 items: 1 rated, 1 selected\n"
            "ratings   mean 7.75 of 2 ratings\n"
            "judged    nothing was left to judge; 3 judgments from earlier calls\n");
}

TEST(RunSummary, AsJson) {
  nlohmann::ordered_json json = SummaryToJson(Summarise(Pairs()));
  EXPECT_NEAR(json["position"]["interval"][1].get<double>(), 0.9638, 1e-4);
  json["position"].erase("interval");
  EXPECT_EQ(
      json.dump(),
      R"({"run":null,"items":4,"outcomes":{"first":1,"tie":1,"inconsistent":1,)"
      R"("truncated":1},"orders":{"pairs":3,"alike":2,"share":0.6666666666666666},)"
      R"("position":{"choices":5,"shown_first":4,"share":0.8},)"
      R"("decisions":{"count":7,"scored":0},"ratings":{"count":0,"mean":null},"groups":null,"scenarios":null,)"
      R"("criteria":{"sources":{},"without":0,"unknown_scenarios":0},"tokens":{"prompt":5600,"cached":null,"completion":0},)"
      R"("cost":null,"skipped":0,"judgments":8,"judged_now":0,"seconds":0.0})");
  EXPECT_EQ(
      SummaryToJson(Summarise({})).dump(),
      R"({"run":null,"items":0,"outcomes":{},"orders":{"pairs":0,"alike":0,"share":null},)"
      R"("position":{"choices":0,"shown_first":0,"share":null,"interval":null},)"
      R"("decisions":{"count":0,"scored":0},"ratings":{"count":0,"mean":null},"groups":null,"scenarios":null,)"
      R"("criteria":{"sources":{},"without":0,"unknown_scenarios":0},"tokens":{"prompt":null,"cached":null,"completion":null},)"
      R"("cost":null,"skipped":0,"judgments":0,"judged_now":0,"seconds":0.0})");
}

TEST(RunSummary, TellsWhereSomeDecisionsHaveNoProbabilities) {
  std::vector<ItemJudgment> items = Pairs();
  for (ItemJudgment& item : items) {
    item.judgments[0].probabilities = {{{Outcome::kFirst, std::nullopt, ""}, 1}};
  }
  RunSummary summary = Summarise(items);
  EXPECT_NE(RenderSummary(summary).find("\nscored    3 of 7 decisions have probabilities\n"),
            std::string::npos);
  items.resize(1);
  items[0].judgments.pop_back();
  EXPECT_EQ(RenderSummary(Summarise(items)).find("scored"), std::string::npos);
}

TEST(RunSummary, StepsCostTokensToo) {
  ItemJudgment item = Pair(Outcome::kTie, Outcome::kTie, Outcome::kTie);
  StepText& step = item.judgments[1].steps.emplace_back();
  step.prompt_tokens = 100;
  step.completion_tokens = 40;
  RunSummary summary = Summarise({item});
  EXPECT_EQ(summary.prompt_tokens, 1500);
  EXPECT_EQ(summary.completion_tokens, 40);
}

TEST(RunSummary, TellsHowCriteriaWereFound) {
  std::vector<ItemJudgment> items(3, Pair(Outcome::kTie, Outcome::kTie, Outcome::kTie));
  items[0].criteria.emplace();
  items[0].criteria->hash = "ab12";
  for (size_t i : {1, 2}) {
    items[i].criteria.emplace();
    items[i].criteria->source = CriteriaSource::kUnsure;
  }
  items[1].criteria->hash = "ab12";
  items[2].scenario = "tickets";
  std::string lines = RenderSummary(Summarise(items));
  EXPECT_NE(lines.find("criteria  1 by the item's own scenario or words, 2 by its query, unsure; 1 "
                       "item got none; 1 item with a scenario that is not known\n"),
            std::string::npos)
      << lines;
}

TEST(RunSummary, TheCacheIsMeasuredWhereItIsTold) {
  std::vector<ItemJudgment> items = Pairs();
  items[0].judgments[0].cached_tokens = 640;
  items[0].judgments[1].cached_tokens =
      214;  // of 1,400 together; of the other six nothing is known
  RunSummary summary = Summarise(items);
  EXPECT_EQ(summary.cached_tokens, 854);
  std::string lines = RenderSummary(summary);
  EXPECT_NE(lines.find("tokens    5,600 in prompts (61 % from the servers' cache), 0 written\n"),
            std::string::npos)
      << lines;
}

TEST(RunSummary, WhatItCost) {
  RunSummary summary = Summarise(Pairs());
  summary.cost = Cost{0.875, 0.375};
  std::string lines = RenderSummary(summary);
  EXPECT_NE(lines.find("cost      $1.25 (0.88 in prompts, 0.38 written)\n"), std::string::npos)
      << lines;
  EXPECT_EQ(SummaryToJson(summary)["cost"].dump(),
            R"({"total":1.25,"prompt":0.875,"completion":0.375})");
  EXPECT_EQ(RenderDollars(0), "0.00");
  EXPECT_EQ(RenderDollars(0.0123), "0.0123");
  EXPECT_EQ(RenderDollars(0.0000421), "0.0000421");
}

TEST(RunSummary, AHighRateIsAWholeNumber) {
  RunSummary summary = Summarise(Pairs());
  summary.judged_now = 8;
  summary.seconds = 0.0005;
  EXPECT_NE(RenderSummary(summary).find("8 judgments in 0.0 s (16,000 a second)\n"),
            std::string::npos);
}

TEST(RunSummary, OneItemWithoutAVerdictIsNoticed) {
  std::vector<ItemJudgment> items = Pairs();
  EXPECT_FALSE(AllDecided(Summarise(items)));
  items.pop_back();  // inconsistent is a verdict
  EXPECT_TRUE(AllDecided(Summarise(items)));
  EXPECT_TRUE(AllDecided(Summarise({})));
}

TEST(RunSummary, OfNothing) {
  EXPECT_EQ(RenderSummary(Summarise({})),
            "verdicts  0 items\n"
            "judged    nothing was left to judge; 0 judgments from earlier calls\n");
}

}  // namespace
}  // namespace autoj

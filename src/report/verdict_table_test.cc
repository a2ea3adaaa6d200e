#include "report/verdict_table.h"

#include <sstream>

#include <gtest/gtest.h>

#include "base/text.h"

namespace autoj {
namespace {

std::vector<Alternative> Probable(double first, double second) {
  return {{{Outcome::kFirst, std::nullopt, ""}, first},
          {{Outcome::kSecond, std::nullopt, ""}, second}};
}

ItemJudgment Pair(const std::string& id, Outcome strict, const std::vector<Judgment>& judgments) {
  ItemJudgment item;
  item.id = id;
  item.kind = ItemKind::kPair;
  item.verdict.outcome = strict;
  item.judgments = judgments;
  return item;
}

Judgment Scored(Order order, Outcome outcome, double first) {
  Judgment judgment;
  judgment.order = order;
  judgment.verdict.outcome = outcome;
  judgment.probabilities = Probable(first, 1 - first);
  return judgment;
}

Judgment Written(Order order, Outcome outcome, const std::string& text) {
  Judgment judgment;
  judgment.order = order;
  judgment.verdict.outcome = outcome;
  judgment.text = text;
  return judgment;
}

ItemJudgment ScoredPair() {
  ItemJudgment item = Pair("q-1", Outcome::kFirst,
                           {Scored(Order::kGiven, Outcome::kFirst, 0.62),
                            Scored(Order::kSwapped, Outcome::kFirst, 0.55)});
  item.averaged = Outcome::kFirst;
  item.probabilities = Probable(0.586, 0.414);
  return item;
}

std::vector<ItemJudgment> Examples() {
  ItemJudgment torn = Pair("q-2", Outcome::kInconsistent,
                           {Scored(Order::kGiven, Outcome::kFirst, 0.70),
                            Scored(Order::kSwapped, Outcome::kSecond, 0.25)});
  torn.averaged = Outcome::kSecond;
  torn.probabilities = Probable(0.469, 0.531);
  ItemJudgment written = Pair("一封道歉信", Outcome::kSecond,
                              {Written(Order::kGiven, Outcome::kSecond,
                                       "回复1太短。回复2语气真诚，内容完整。\n最终决定是回复2。"),
                               Written(Order::kSwapped, Outcome::kSecond, "x")});
  ItemJudgment torn_texts = Pair("q-4", Outcome::kInconsistent,
                                 {Written(Order::kGiven, Outcome::kFirst, "a text"),
                                  Written(Order::kSwapped, Outcome::kTie, "a text")});
  ItemJudgment cut = Pair("q-5", Outcome::kTruncated,
                          {Written(Order::kGiven, Outcome::kFirst, "a text"),
                           Written(Order::kSwapped, Outcome::kTruncated, "a text")});
  cut.judgments[1].verdict.reason = "48 tokens were written before any decision";
  return {ScoredPair(), torn, written, torn_texts, cut};
}

TEST(RenderVerdictTable, Pairs) {
  EXPECT_EQ(RenderVerdictTable(Examples(), 80, false),
            "item        verdict       probability  why\n"
            "q-1         first         first 0.59   given 0.62 first, swapped 0.55 first\n"
            "q-2         inconsistent  second 0.53  given 0.70 first, swapped 0.75 second\n"
            "一封道歉信  second                     回复2语气真诚，内容完整。\n"
            "q-4         inconsistent               given first, swapped tie\n"
            "q-5         truncated                  swapped: 48 tokens were written before a…\n");
}

TEST(RenderVerdictTable, APairInOneOrder) {
  ItemJudgment item = Pair("q", Outcome::kSecond, {Scored(Order::kGiven, Outcome::kSecond, 0.25)});
  item.probabilities = item.judgments[0].probabilities;
  EXPECT_EQ(RenderVerdictTable({item}, 80, false),
            "item  verdict  probability  why\n"
            "q     second   second 0.75  given 0.75 second\n");
}

TEST(RenderVerdictTable, Ratings) {
  ItemJudgment rated;
  rated.id = "s-1";
  rated.verdict = {Outcome::kRated, 6.5, ""};
  rated.judgments = {Written(Order::kGiven, Outcome::kRated,
                             "It is short.\nThe letter is polite and complete.\nRating: [[6.5]]")};
  ItemJudgment scored;
  scored.id = "s-2";
  scored.verdict = {Outcome::kRated, 7.0, ""};
  scored.expected = 6.6;
  scored.probabilities = {{{Outcome::kRated, 6.0, ""}, 0.4}, {{Outcome::kRated, 7.0, ""}, 0.6}};
  Judgment judgment;
  judgment.verdict = scored.verdict;
  judgment.probabilities = scored.probabilities;
  scored.judgments = {judgment};
  ItemJudgment failed;
  failed.id = "s-3";
  failed.verdict = {Outcome::kFailed, std::nullopt, "the engine\nstopped"};
  EXPECT_EQ(RenderVerdictTable({rated, scored, failed}, 60, false),
            "item  verdict    probability  why\n"
            "s-1   rated 6.5               The letter is polite and comp…\n"
            "s-2   rated 7    mean 6.60    0.60 rated 7\n"
            "s-3   failed                  the engine\\x0astopped\n");
}

TEST(RenderVerdictTable, BestOfN) {
  ItemJudgment item;
  item.id = "b";
  item.kind = ItemKind::kBestOf;
  item.verdict.outcome = Outcome::kSelected;
  item.selected = 1;
  item.judgments.resize(3);
  item.judgments[0].verdict = {Outcome::kRated, 4.0, ""};
  item.judgments[1].verdict = {Outcome::kRated, 8.0, ""};
  item.judgments[2].verdict = {Outcome::kUnreadable, std::nullopt, "no rating"};
  item.judgments[1].text = "Fine.";
  EXPECT_EQ(RenderVerdictTable({item}, 80, false),
            "item  verdict     why\n"
            "b     selected 1  rated 4, rated 8, unreadable\n");
}

TEST(RenderVerdictTable, ColoursOnlyVerdictsAndHeading) {
  ItemJudgment tie = Pair("t\x1b[2J", Outcome::kTie, {});
  ItemJudgment torn = Pair("i", Outcome::kInconsistent, {});
  ItemJudgment failed = Pair("f", Outcome::kFailed, {});
  EXPECT_EQ(RenderVerdictTable({tie, torn, failed}, 80, true),
            "\x1b[1mitem\x1b[0m      \x1b[1mverdict\x1b[0m\n"
            "t\\x1b[2J  \x1b[32mtie\x1b[0m\n"
            "i         \x1b[33minconsistent\x1b[0m\n"
            "f         \x1b[31mfailed\x1b[0m\n");
}

TEST(RenderVerdictTable, NoLineIsWiderThanTheTerminal) {
  for (size_t width = 0; width <= 90; ++width) {
    std::istringstream lines(RenderVerdictTable(Examples(), width, false));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(DisplayWidth(line), width) << line;
    }
  }
  EXPECT_EQ(RenderVerdictTable({}, 80, false), "");
}

}  // namespace
}  // namespace autoj

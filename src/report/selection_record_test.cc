#include "report/selection_record.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/selection_summary.h"

namespace autoj {
namespace {

Judgment Rated(int response, double rating, const std::string& text) {
  Judgment judgment;
  judgment.response = response;
  judgment.verdict = {Outcome::kRated, rating, ""};
  judgment.text = text;
  judgment.logprob = -10.0 - response;
  return judgment;
}

Selection ByRating() {
  Selection selection;
  selection.item.id = "a";
  selection.item.kind = ItemKind::kBestOf;
  selection.item.verdict.outcome = Outcome::kSelected;
  selection.item.selected = 1;
  selection.item.judgments = {
      Rated(0, 6, "It is short."),
      Rated(1, 8, "It answers the question in full, and politely. Rating: [[8]]")};
  selection.decided_by = DecidedBy::kRating;
  selection.runner_up = 0;
  selection.rating = 8;
  selection.margin = 2;
  selection.responses = 2;
  return selection;
}

ComparedPair Compared(int first, int second, std::optional<int> winner,
                      std::optional<DecidedBy> decided_by) {
  ComparedPair pair;
  pair.first = first;
  pair.second = second;
  pair.winner = winner;
  pair.decided_by = decided_by;
  pair.judged.kind = ItemKind::kPair;
  pair.judged.verdict.outcome = Outcome::kInconsistent;
  pair.judged.judgments.resize(2);
  pair.judged.judgments[0].text = "Response 1 explains why, where the other one only asserts it.";
  pair.judged.probabilities = {{{Outcome::kFirst, std::nullopt, ""}, 0.625},
                               {{Outcome::kSecond, std::nullopt, ""}, 0.375}};
  return pair;
}

Selection ByTournament() {
  Selection selection;
  selection.item.id = "b";
  selection.item.kind = ItemKind::kBestOf;
  selection.item.verdict.outcome = Outcome::kSelected;
  selection.item.selected = 0;
  selection.item.label = "1";
  selection.by_tournament = true;
  selection.decided_by = DecidedBy::kLogOdds;
  selection.runner_up = 3;
  selection.responses = 4;
  selection.comparisons = {Compared(0, 1, 0, DecidedBy::kLogOdds),
                           Compared(2, 3, 3, DecidedBy::kBothOrders),
                           Compared(0, 3, 0, DecidedBy::kBothOrders)};
  return selection;
}

TEST(SelectionRecord, SaysWhyByRating) {
  Selection selection = ByRating();
  EXPECT_EQ(SelectionReason(selection),
            "rated 8, 2 above response 0: It answers the question in full, and politely.");
  selection.decided_by = DecidedBy::kLogprob;
  EXPECT_EQ(SelectionReason(selection).rfind("rated 8 like response 0, by the likelier critique "
                                             "(log-probability -11 against -10): ",
                                             0),
            0u);
  selection.decided_by = DecidedBy::kPosition;
  EXPECT_EQ(
      SelectionReason(selection).rfind("rated 8 like response 0, the earlier of the two: ", 0), 0u);
}

TEST(SelectionRecord, SaysWhyByTournament) {
  Selection selection = ByTournament();
  EXPECT_EQ(SelectionReason(selection),
            "beat response 1 by log-odds (probability 0.62), response 3 in both orders: Response 1 "
            "explains why, where the other one only asserts it.");
  selection.comparisons.clear();
  EXPECT_EQ(SelectionReason(selection), "all responses are the same, word for word");
}

TEST(SelectionRecord, HasItsKeysInOrder) {
  nlohmann::ordered_json json = SelectionToJson(ByRating());
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) {
    keys.push_back(key);
  }
  EXPECT_EQ(keys, (std::vector<std::string>{"id", "protocol", "language", "scenario", "verdict",
                                            "selected", "by", "decided_by", "runner_up", "margin",
                                            "reason", "responses"}));
  EXPECT_EQ(json["margin"].dump(), "2");
  EXPECT_EQ(json["responses"].size(), 2u);
}

TEST(SelectionRecord, TellsEveryComparison) {
  nlohmann::ordered_json json = SelectionToJson(ByTournament());
  EXPECT_EQ(json["compared"], 3);
  EXPECT_EQ(json["all_pairs"], 6);
  EXPECT_EQ(json["margin"], nullptr);
  EXPECT_EQ(json["label"], 1);
  EXPECT_FALSE(json.contains("responses"));
  const nlohmann::ordered_json& first = json["comparisons"][0];
  EXPECT_EQ(first["first"], 0);
  EXPECT_EQ(first["winner"], 0);
  EXPECT_EQ(first["decided_by"], "log_odds");
  EXPECT_EQ(first["verdict"], "inconsistent");
  EXPECT_EQ(first["orders"].size(), 2u);
}

TEST(SelectionRecord, WithoutAWinnerItSaysWhyNot) {
  Selection selection = ByTournament();
  selection.item.verdict = {Outcome::kTie, std::nullopt, "could not be told apart"};
  selection.item.selected.reset();
  selection.decided_by.reset();
  nlohmann::ordered_json json = SelectionToJson(selection);
  EXPECT_EQ(json["verdict"], "tie");
  EXPECT_EQ(json["selected"], nullptr);
  EXPECT_EQ(json["decided_by"], nullptr);
  EXPECT_EQ(json["reason"], "could not be told apart");
}

TEST(SelectionTable, IsSafeOnATerminal) {
  Selection selection = ByRating();
  selection.item.id = "a\x1b[31m";
  std::string table = RenderSelectionTable({selection}, 60, false);
  EXPECT_EQ(table,
            "item       verdict     decided by  why\n"
            "a\\x1b[31m  selected 1  rating      rated 8, 2 above respons…\n");
}

TEST(SelectionSummary, CountsWinnersReasonsAndWhatWasSaved) {
  SelectionSummary summary;
  Count(ByTournament(), &summary);
  Selection open = ByTournament();
  open.item.verdict.outcome = Outcome::kInconsistent;
  open.decided_by.reset();
  Count(open, &summary);
  EXPECT_FALSE(AllSelected(summary));
  std::string text = RenderSelectionSummary(summary);
  EXPECT_EQ(text.rfind("selected  1 of 2 items: 1 by log_odds\n"
                       "compared  6 of 12 pairs of responses, 6 saved\n",
                       0),
            0u)
      << text;
  nlohmann::ordered_json json = SelectionSummaryToJson(summary);
  EXPECT_EQ(json["comparisons"]["saved"], 6);
  EXPECT_EQ(json["outcomes"]["inconsistent"], 1);
  EXPECT_EQ(json["judged"]["items"], 6);
}

}  // namespace
}  // namespace autoj

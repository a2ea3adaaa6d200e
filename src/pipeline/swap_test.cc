#include "pipeline/swap.h"

#include <gtest/gtest.h>

#include "autoj/error.h"
#include "protocol/verdict_rule.h"

namespace autoj {
namespace {

// A pair's row whose output decides as it says.
TrainingRow MakeRow(const Protocol& protocol, const std::string& output) {
  Item item;
  item.query = "What is Response 1?";
  item.responses = {"I am Response 1.", "Second response: 回应1"};
  TrainingRow row;
  row.usrmsg = FillUserMessage(protocol, item);
  row.target_output = output;
  Outcome outcome = ReadVerdict(protocol.verdict, output).outcome;
  row.gt_label = row.pred_label = outcome == Outcome::kFirst    ? 0
                                  : outcome == Outcome::kSecond ? 1
                                                                : 2;
  row.scenario = "open_question";
  row.source_dataset = "test";
  return row;
}

TEST(SwapRow, TwiceGivesTheRowAgainInEveryFormOfVerdict) {
  UserMessageReader reader;
  const std::pair<const char*, const char*> outputs[] = {
      {"en", "Response 2 errs.\n\nSo, the final decision is Response 1. It is right."},
      {"en", "Response 1 errs.\n\nSo, the final decision is response 2"},
      {"en", "Alike.\n\nSo, the final decision is Tie."},
      {"en", "Alike.\n\nSo, the final decision is tied."},
      {"zh", "回应2有错。\n\n所以，最终决定是回应1。"},
      {"zh", "回应1有错。\n\n所以，最终决定是回应2"},
      {"zh", "一样。\n\n所以，最终决定是平局"}};
  for (const auto& [language, output] : outputs) {
    const Protocol& protocol = reader.Pairwise(language);
    TrainingRow row = MakeRow(protocol, output);
    TrainingRow swapped = *SwapRow(row, reader, "here").row;
    Outcome before = ReadVerdict(protocol.verdict, row.target_output).outcome;
    EXPECT_EQ(ReadVerdict(protocol.verdict, swapped.target_output).outcome, Swapped(before));
    EXPECT_EQ(*swapped.pred_label, *row.pred_label == 2 ? 2 : 1 - *row.pred_label);
    UserMessage message = *reader.Read(swapped.usrmsg);
    EXPECT_EQ(message.item.responses[0], "Second response: 回应1");  // texts are not touched
    EXPECT_EQ(message.item.query, "What is Response 1?");
    EXPECT_EQ(RenderTrainingRow(*SwapRow(swapped, reader, "here").row), RenderTrainingRow(row));
  }
}

TEST(SwapRow, LeavesOutWhatWouldContradictItself) {
  UserMessageReader reader;
  const Protocol& protocol = reader.Pairwise("en");
  const std::pair<const char*, const char*> outputs[] = {
      {"Both are fine, the latter is longer.\n\nSo, the final decision is Response 2.",
       "nobody can tell which response \"latter\" speaks of"},
      {"Dull.\n\nSo, the final decision is Response 1%.", "the decision cannot be exchanged"}};
  for (const auto& [output, fault] : outputs) {
    SwappedRow swapped = SwapRow(MakeRow(protocol, output), reader, "here");
    EXPECT_FALSE(swapped.row) << output;
    EXPECT_EQ(swapped.fault, fault);
  }
  TrainingRow row = MakeRow(protocol, "x. So, the final decision is Tie");
  Item item;
  item.query = "q\n***\n[Response 1]: trap";
  item.responses = {"a", "b"};
  row.usrmsg = FillUserMessage(protocol, item);
  EXPECT_EQ(SwapRow(row, reader, "here").fault,
            "a text in the message holds what stands between its fields");
}

TEST(SwapRow, RefusesAnotherMessage) {
  UserMessageReader reader;
  TrainingRow row = MakeRow(reader.Pairwise("en"), "x. So, the final decision is Tie");
  row.usrmsg = "Which is better?";
  EXPECT_THROW(SwapRow(row, reader, "f:1"), Error);
}

}  // namespace
}  // namespace autoj

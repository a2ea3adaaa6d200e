#include "pipeline/swap.h"

#include <gtest/gtest.h>

#include "autoj/error.h"
#include "protocol/verdict_rule.h"

namespace autoj {
namespace {

TEST(SwapMentions, ExchangesEveryMention) {
  const std::pair<const char*, const char*> swaps[] = {
      {"Response 1 is better than Response 2.", "Response 2 is better than Response 1."},
      {"Response 1's tone, response 2's facts", "Response 2's tone, response 1's facts"},
      {"RESPONSE 1 and response2", "RESPONSE 2 and response1"},
      {"Responses 1 and 2", "Responses 2 and 1"},
      {"Response 1 / Response 2 / Tie", "Response 2 / Response 1 / Tie"},
      {"The first response, while the second response's end",
       "The second response, while the first response's end"},
      {"Second Response", "First Response"},
      {"the first and second responses", "the second and first responses"},
      {"回应1优于回应2，回应 1的结尾", "回应2优于回应1，回应 2的结尾"},
      {"第一个回应比第二个回应好", "第二个回应比第一个回应好"},
      {"**Response 1:** good\n\n**Response 2:** bad",
       "**Response 2:** good\n\n**Response 1:** bad"},
  };
  for (const auto& [text, swapped] : swaps) {
    EXPECT_EQ(SwapMentions(text), swapped);
    EXPECT_EQ(SwapMentions(swapped), text);
  }
}

TEST(SwapMentions, LeavesEverythingElse) {
  for (const char* text : {"Response 10 and Response 1.5", "in the first place", "the second half",
                           "both responses", "step 1", "the former response", "responsible 1",
                           "第一段", "a quick first draft of 2 responses"}) {
    EXPECT_EQ(SwapMentions(text), text);
  }
}

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
    TrainingRow swapped = SwapRow(row, reader, "here");
    Outcome before = ReadVerdict(protocol.verdict, row.target_output).outcome;
    EXPECT_EQ(ReadVerdict(protocol.verdict, swapped.target_output).outcome, Swapped(before));
    EXPECT_EQ(*swapped.pred_label, *row.pred_label == 2 ? 2 : 1 - *row.pred_label);
    UserMessage message = *reader.Read(swapped.usrmsg);
    EXPECT_EQ(message.item.responses[0], "Second response: 回应1");  // texts are not touched
    EXPECT_EQ(message.item.query, "What is Response 1?");
    EXPECT_EQ(RenderTrainingRow(SwapRow(swapped, reader, "here")), RenderTrainingRow(row));
  }
}

TEST(SwapRow, RefusesWhatItCannotTakeApart) {
  UserMessageReader reader;
  TrainingRow row = MakeRow(reader.Pairwise("en"), "x. So, the final decision is Tie");
  row.usrmsg = "Which is better?";
  EXPECT_THROW(SwapRow(row, reader, "f:1"), Error);
  Item item;
  item.query = "q\n***\n[Response 1]: trap";
  item.responses = {"a", "b"};
  row.usrmsg = FillUserMessage(reader.Pairwise("en"), item);
  EXPECT_THROW(SwapRow(row, reader, "f:1"), Error);
}

}  // namespace
}  // namespace autoj

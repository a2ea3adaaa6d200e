#include "pipeline/training_check.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"

namespace autoj {
namespace {

TrainingRow MakeSingle() {
  UserMessageReader reader;
  Item item;
  item.query = "q";
  item.responses = {"a"};
  TrainingRow row;
  row.usrmsg = FillUserMessage(reader.Single("en"), item);
  row.target_output = "Dull.\n\nRating: [[4]]";
  row.pred_score = 4;
  row.scenario = "open_question";
  row.source_dataset = "test";
  return row;
}

TrainingRow MakePair() {
  UserMessageReader reader;
  Item item;
  item.query = "q";
  item.responses = {"a", "b"};
  TrainingRow row = MakeSingle();
  row.usrmsg = FillUserMessage(reader.Pairwise("zh"), item);
  row.target_output = "一样好。\n\n所以，最终决定是平局";
  row.pred_score.reset();
  row.gt_label = row.pred_label = 2;
  return row;
}

// The names of what is found about one row, faults with a "!".
std::vector<std::string> Find(const TrainingRow& row) {
  TrainingCheck check;
  check.Add(row, "f:1");
  std::vector<std::string> names;
  for (const CheckFinding& finding : check.Findings()) {
    names.push_back((finding.is_fault ? "!" : "") + finding.name);
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(TrainingCheck, GoodRowsAreGood) {
  EXPECT_EQ(Find(MakeSingle()), Names());
  EXPECT_EQ(Find(MakePair()), Names());
}

TEST(TrainingCheck, FindsWhatIsOdd) {
  TrainingRow row = MakeSingle();
  row.usrmsg += " ";
  EXPECT_EQ(Find(row), Names({"!unknown_message"}));
  row = MakeSingle();
  row.target_output = "Dull.";
  EXPECT_EQ(Find(row), Names({"!no_decision"}));
  row.target_output = "Dull.\n\nRating: [[5]].";
  EXPECT_EQ(Find(row), Names({"!other_decision", "full_stop"}));
  row.target_output = "Dull.\n\nRating: [[4]] out of ten";
  EXPECT_EQ(Find(row), Names({"text_behind"}));
  row = MakeSingle();
  row.scenario = "default";
  EXPECT_EQ(Find(row), Names({"scenario_alias"}));
  row.scenario = "nonsense";
  EXPECT_EQ(Find(row), Names({"own_scenario"}));
  row = MakePair();
  UserMessageReader reader;
  Item item;
  item.query = "q\n***\n[Response 1]: trap";
  item.responses = {"a", "b"};
  row.usrmsg = FillUserMessage(reader.Pairwise("en"), item);
  row.target_output = "Alike.\n\nSo, the final decision is Tie";
  EXPECT_EQ(Find(row), Names({"ambiguous_message"}));
  row = MakePair();
  row.gt_label = 0;
  EXPECT_EQ(Find(row), Names({"!label_differs"}));
  row = MakePair();
  row.pred_score = 4;
  EXPECT_EQ(Find(row), Names({"!other_protocol"}));
}

TEST(TrainingCheck, ARepeatedMessageIsNoted) {
  TrainingCheck check;
  check.Add(MakeSingle(), "f:1");
  check.Add(MakeSingle(), "f:2");
  EXPECT_FALSE(check.has_faults());
  ASSERT_EQ(check.Findings().size(), 1U);
  EXPECT_EQ(check.Findings()[0].places, std::vector<std::string>({"f:2: as f:1"}));
}

TEST(TrainingRow, IsWrittenAsItWasRead) {
  for (const TrainingRow& row : {MakeSingle(), MakePair()}) {
    std::string line = RenderTrainingRow(row);
    EXPECT_EQ(RenderTrainingRow(ParseTrainingRow(nlohmann::json::parse(line), "f:1")), line);
  }
}

TEST(TrainingRow, SaysWhatIsMissingOrUnknown) {
  auto refusal = [](const char* change, const nlohmann::json& value) {
    nlohmann::json json = nlohmann::json::parse(RenderTrainingRow(MakeSingle()));
    json[change] = value;
    try {
      ParseTrainingRow(json, "f:1");
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  EXPECT_EQ(refusal("usermsg", "x"), "f:1: unknown field \"usermsg\"; did you mean \"usrmsg\"?");
  EXPECT_EQ(refusal("usrmsg", nullptr), "f:1: no \"usrmsg\"");
  EXPECT_EQ(refusal("pred_score", 11), "f:1: \"pred_score\" must be a number from 1 to 10");
  EXPECT_EQ(refusal("gt_label", 5), "f:1: \"gt_label\" must be 0 (first), 1 (second) or 2 (tie)");
  EXPECT_EQ(refusal("gt_label", 1),
            "f:1: a pair's row has \"gt_label\" and \"pred_label\", that of a single response "
            "\"pred_score\" alone");
}

}  // namespace
}  // namespace autoj

#include "pipeline/training_stats.h"

#include <cmath>

#include <gtest/gtest.h>

namespace autoj {
namespace {

TEST(Lengths, QuantilesAreLengthsThatOccur) {
  Lengths lengths;
  EXPECT_TRUE(std::isnan(lengths.Quantile(0.5)));
  for (size_t length : {40, 10, 30, 20}) {
    lengths.Add(length);
  }
  EXPECT_EQ(lengths.Quantile(0), 10);
  EXPECT_EQ(lengths.Quantile(0.5), 20);
  EXPECT_EQ(lengths.Quantile(0.51), 30);
  EXPECT_EQ(lengths.Quantile(1), 40);
  EXPECT_EQ(lengths.Sum(), 100U);
}

TEST(TrainingStats, CountsPairsAndSingleResponses) {
  UserMessageReader reader;
  Item item;
  item.query = "问题";
  item.responses = {"回应", "一个回应"};
  TrainingRow row;
  row.usrmsg = FillUserMessage(reader.Pairwise("zh"), item);
  row.target_output = "12345";
  row.gt_label = row.pred_label = 2;
  row.scenario = "default";
  row.source_dataset = "a";
  TrainingStats stats([](const std::string& text) { return text.size(); });
  stats.Add(row);
  item.responses = {"x"};
  row.usrmsg = FillUserMessage(reader.Single("zh"), item);
  row.gt_label.reset();
  row.pred_label.reset();
  row.pred_score = 6.5;
  row.scenario = "others";
  stats.Add(row);
  EXPECT_EQ(stats.rows(), 2U);
  EXPECT_EQ(stats.labels()[2], 1U);
  EXPECT_EQ(stats.scores().at(6.5), 1U);
  EXPECT_EQ(stats.scenarios().size(), 1U);
  EXPECT_EQ(stats.scenarios().at("others").rows, 2U);
  EXPECT_EQ(stats.chars().at("query").Quantile(1), 2);
  EXPECT_EQ(stats.chars().at("response").count(), 3U);
  EXPECT_EQ(stats.tokens().at("output").Sum(), 10U);
}

}  // namespace
}  // namespace autoj

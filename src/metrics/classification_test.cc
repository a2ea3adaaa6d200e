#include "metrics/classification.h"

#include <gtest/gtest.h>

#include <cmath>

#include "autoj/error.h"
#include "metrics/statistics_vectors.h"

namespace autoj {
namespace {

using Words = std::vector<std::string>;

TEST(ClassifyReport, IsScikitLearns) {
  for (const auto& want : StatisticsVectors("judges").at("classification")) {
    ClassificationReport report =
        ClassifyReport(want.at("truth"), want.at("predicted"), {.resamples = 10});
    EXPECT_EQ(report.items, want.at("truth").size());
    EXPECT_TRUE(IsClose(report.accuracy.value, want.at("accuracy")));
    EXPECT_TRUE(IsClose(report.macro_f1.value, want.at("macro_f1")));
    EXPECT_TRUE(IsClose(report.weighted_f1.value, want.at("weighted_f1")));
    EXPECT_EQ(nlohmann::json(report.confusion), want.at("confusion"));
    ASSERT_EQ(report.classes.size(), want.at("classes").size());
    for (size_t i = 0; i < report.classes.size(); ++i) {
      const auto& wanted = want.at("classes")[i];
      EXPECT_EQ(report.classes[i].name, wanted.at("name"));
      EXPECT_EQ(report.classes[i].support, wanted.at("support"));
      EXPECT_TRUE(IsClose(report.classes[i].precision.value, VectorNumber(wanted.at("precision"))));
      EXPECT_TRUE(IsClose(report.classes[i].recall.value, VectorNumber(wanted.at("recall"))));
      EXPECT_TRUE(IsClose(report.classes[i].f1.value, wanted.at("f1")));
    }
  }
}

TEST(ClassifyReport, SaysWhatIsUndefined) {
  ClassificationReport report = ClassifyReport({"a", "a"}, {"a", "b"}, {.resamples = 10});
  ASSERT_EQ(report.classes.size(), 2u);
  EXPECT_EQ(report.classes[0].predicted, 1u);
  EXPECT_EQ(report.classes[1].predicted, 1u);
  EXPECT_EQ(report.classes[1].precision.value, 0);
  EXPECT_TRUE(std::isnan(report.classes[1].recall.value));
  EXPECT_EQ(report.classes[1].f1.value, 0);
  report = ClassifyReport({"a", "b"}, {"a", "a"}, {.resamples = 10});
  EXPECT_TRUE(std::isnan(report.classes[1].precision.value));
  EXPECT_EQ(report.classes[1].recall.value, 0);
  EXPECT_EQ(report.classes[1].f1.value, 0);
}

TEST(ClassifyReport, IsExactOnItsAccuracy) {
  ClassificationReport report = ClassifyReport(Words(20, "a"), Words(20, "a"), {.resamples = 10});
  EXPECT_EQ(report.accuracy.value, 1);
  EXPECT_NEAR(report.accuracy.low, 0.8316, 1e-4);
  EXPECT_NEAR(report.classes[0].recall.low, 0.8316, 1e-4);
  EXPECT_NEAR(report.classes[0].f1.low, 2 * 0.8316 / 1.8316, 1e-4);
}

// No resample of a perfect classifier differs: how far off it may be, they do not tell.
TEST(ClassifyReport, APerfectF1HasNoBootstrapInterval) {
  Words all = {"a", "b", "a", "b", "b"};
  ClassificationReport report = ClassifyReport(all, all, {.resamples = 100});
  EXPECT_EQ(report.macro_f1.value, 1);
  EXPECT_TRUE(std::isnan(report.macro_f1.low) && std::isnan(report.macro_f1.high));
  EXPECT_TRUE(std::isnan(report.weighted_f1.low) && std::isnan(report.weighted_f1.high));
  EXPECT_LT(report.classes[1].f1.low, 1);
}

TEST(ClassifyReport, IntervalsAreThoseOfEachResample) {
  Words truth = {"a", "a", "b", "b", "c", "c", "a", "d"};
  Words predicted = {"a", "b", "b", "b", "c", "a", "a", "c"};
  BootstrapOptions options = {.resamples = 150, .seed = 8};
  std::vector<double> macro;
  std::vector<double> weighted;
  ClusterBootstrap(SingleClusters(8), options).ForEachResample([&](const Eigen::VectorXd& times) {
    Words drawn_truth;
    Words drawn_predicted;
    for (size_t i = 0; i < truth.size(); ++i) {
      auto drawn = static_cast<size_t>(times[static_cast<Eigen::Index>(i)]);
      drawn_truth.insert(drawn_truth.end(), drawn, truth[i]);
      drawn_predicted.insert(drawn_predicted.end(), drawn, predicted[i]);
    }
    ClassificationReport resampled = ClassifyReport(drawn_truth, drawn_predicted, {.resamples = 1});
    macro.push_back(resampled.macro_f1.value);
    weighted.push_back(resampled.weighted_f1.value);
  });
  ClassificationReport report = ClassifyReport(truth, predicted, options);
  EXPECT_TRUE(IsClose(report.macro_f1.low, PercentileInterval(0, macro).low));
  EXPECT_TRUE(IsClose(report.macro_f1.high, PercentileInterval(0, macro).high));
  EXPECT_TRUE(IsClose(report.weighted_f1.low, PercentileInterval(0, weighted).low));
  EXPECT_TRUE(IsClose(report.weighted_f1.high, PercentileInterval(0, weighted).high));
}

TEST(ClassifyReport, NeedsItemsAndTheirPredictions) {
  EXPECT_THROW(ClassifyReport({}, {}, {}), Error);
  EXPECT_THROW(ClassifyReport({"a"}, {}, {}), Error);
}

}  // namespace
}  // namespace autoj

#include "study/classifier_evaluation.h"

#include <gtest/gtest.h>

#include <fstream>

#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "report/classification_report.h"

namespace autoj {
namespace {

constexpr BootstrapOptions kFew = {.resamples = 200, .seed = 1};

class Classifier : public ::testing::Test {
 protected:
  std::vector<ClassLabel> Read(const std::string& text) {
    std::string path = ::testing::TempDir() + "autoj_classes_" +
                       ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::ofstream(path, std::ios::binary) << text;
    return ReadClassLabels(path, {"output", "scenario", "category"});
  }
  void ExpectRefused(const std::string& truth, const std::string& predictions,
                     const std::string& words) {
    try {
      EvaluateClassifier(Read(truth), Read(predictions), kFew);
      ADD_FAILURE() << "taken: " << words;
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kInput);
      EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
    }
  }
};

const std::string kTruth =
    "{\"category\": \"default\"}\n{\"category\": \"ranking\"}\n{\"category\": \"ranking\"}\n";

TEST_F(Classifier, AliasesAreTheScenario) {
  ClassificationReport report = EvaluateClassifier(
      Read(kTruth),
      Read("{\"output\": \" others\\n\"}\n{\"scenario\": \"ranking\"}\n{\"category\": \"ranker\"}"),
      kFew);
  EXPECT_EQ(report.items, 3u);
  EXPECT_NEAR(report.accuracy.value, 2.0 / 3, 1e-12);
  ASSERT_EQ(report.classes.size(), 3u);
  EXPECT_EQ(report.classes[0].name, "others");
  EXPECT_EQ(report.classes[1].name, "ranker");  // unknown: a class of its own
  EXPECT_EQ(report.classes[1].support, 0u);
  // F1 of others 1, ranker 0, ranking 2/3: mean 5/9, by support 1/3 + 2/3 * 2/3.
  EXPECT_NEAR(report.macro_f1.value, 5.0 / 9, 1e-12);
  EXPECT_NEAR(report.weighted_f1.value, 7.0 / 9, 1e-12);
}

TEST_F(Classifier, IsTold) {
  ClassificationReport report = EvaluateClassifier(
      Read(kTruth),
      Read("{\"output\": \"default\"}\n{\"output\": \"ranking\"}\n{\"output\": \"x\"}"), kFew);
  std::string text = RenderClassification(report, 100);
  EXPECT_NE(text.find("ranking taken for x      1\n"), std::string::npos) << text;
  nlohmann::ordered_json json = ClassificationToJson(report);
  EXPECT_EQ(json["classes"]["x"]["recall"]["value"], nullptr);
  EXPECT_EQ(json["classes"]["ranking"]["recall"]["value"], 50.0);
  EXPECT_LT(json["classes"]["ranking"]["f1"]["low"], json["classes"]["ranking"]["f1"]["value"]);
  EXPECT_EQ(json["confusion"]["classes"].dump(), R"(["others","ranking","x"])");
  EXPECT_EQ(json["confusion"]["matrix"].dump(), "[[1,0,0],[0,1,1],[0,0,0]]");
}

TEST_F(Classifier, WhatDoesNotBelongTogetherIsRefused) {
  ExpectRefused(kTruth, "{\"output\": \"ranking\"}", "has 1 lines, ");
  ExpectRefused("{\"id\": 1, \"category\": \"ranking\"}", "{\"id\": 2, \"output\": \"ranking\"}",
                "id \"2\" stands where ");
  ExpectRefused("{\"label\": \"ranking\"}", "{\"output\": \"ranking\"}",
                "1: no class: a line needs");
  ExpectRefused("{\"category\": \" \"}", "{\"output\": \"ranking\"}", "1: no class");
  ExpectRefused("{\"category\": 5}", "{\"output\": \"ranking\"}", "\"category\" must be a string");
  ExpectRefused("{\"category\": \"a\", \"scenario\": \"b\"}", "{\"output\": \"ranking\"}",
                "keep one");
  ExpectRefused("{\"id\": 1, \"category\": \"a\"}\n{\"id\": 1, \"category\": \"a\"}",
                "{\"output\": \"a\"}\n{\"output\": \"a\"}", "stands on line 1 already");
}

}  // namespace
}  // namespace autoj

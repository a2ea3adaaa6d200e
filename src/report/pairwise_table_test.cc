#include "report/pairwise_table.h"

#include <gtest/gtest.h>

#include <sstream>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/pairwise_json.h"

namespace autoj {
namespace {

JudgedPair Pair(size_t number, Outcome label, Outcome given, Outcome swapped) {
  JudgedPair pair;
  pair.id = std::to_string(number);
  pair.cluster = number;
  pair.scenario = number % 2 == 0 ? "planning" : "写信";
  pair.label = label;
  pair.given = given;
  pair.swapped = swapped;
  pair.first_style.length = 4;
  pair.second_style.length = 5 - number % 3;
  return pair;
}

PairwiseEvaluation Example(size_t missing = 0, bool beside_published = true) {
  JudgedSet judge{"judge", {}, missing, std::nullopt};
  for (size_t i = 0; i < 8; ++i) {
    judge.pairs.push_back(
        Pair(i, Outcome::kFirst, Outcome::kFirst, i < 6 ? Outcome::kFirst : Outcome::kUnreadable));
  }
  return EvaluatePairs(judge, {},
                       {.bootstrap = {.resamples = 200}, .beside_published = beside_published});
}

TEST(RenderPairwise, ShowsPartsDefinitionsAndBaselines) {
  std::string text = RenderPairwise(Example(), {});
  for (const char* words :
       {"judge\n8 labelled pairs, 8 prompts; agreement: both orders give the label;",
        "\nall                        8  75.00 [", "\nGeneral Communication      4   75.00 [",
        "\noutcomes  6 first, 0 second, 0 tie, 0 inconsistent, 2 unreadable\n",
        "2 without a verdict count as wrong: decided otherwise, agreement would be 75.00 to 100.00",
        "\nboth_orders           75.00 [", "  Auto-J: 54.96, GPT-4 62.28\n", "\nbaseline:random ",
        "Not significantly different from ",
        "In one order alone: first 100.00 [63.06, 100.00], random 33.33.", "\nlength "}) {
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
  }
  EXPECT_EQ(text.find("PARTIAL"), std::string::npos);
  EXPECT_EQ(text.find("averaged_orders"), std::string::npos);
  EXPECT_EQ(text.find("Summarization"), std::string::npos);
}

TEST(RenderPairwise, PublishedNumbersStandBesideTheirOwnPairsOnly) {
  EXPECT_EQ(RenderPairwise(Example(0, false), {}).find("GPT-4"), std::string::npos);
}

TEST(RenderPairwise, ScenariosReplaceGroups) {
  std::string text = RenderPairwise(Example(), {.by_scenario = true});
  EXPECT_NE(text.find("\n写信 "), std::string::npos) << text;
  EXPECT_EQ(text.find("General Communication"), std::string::npos);
}

TEST(RenderPairwise, TellsOfThePairsInTheLinesThatAreShown) {
  PairwiseEvaluation evaluation = Example();
  evaluation.classified = {2, 3};
  std::string groups = RenderPairwise(evaluation, {});
  EXPECT_NE(
      groups.find("\n3 of the pairs name no scenario: the run's classifier found their group"),
      std::string::npos);
  EXPECT_NE(
      groups.find("\n4 of the pairs are in no line but the first: their group is not known\n"),
      std::string::npos);
  std::string scenarios = RenderPairwise(evaluation, {.by_scenario = true});
  EXPECT_NE(scenarios.find("\n2 of the pairs name no scenario"), std::string::npos);
  EXPECT_EQ(scenarios.find("in no line"), std::string::npos);
}

TEST(RenderPairwise, APartialRunSaysSo) {
  EXPECT_NE(RenderPairwise(Example(2), {}).find("PARTIAL: 2 of 10 pairs are not judged yet;"),
            std::string::npos);
}

TEST(RenderPairwise, TablesKeepToTheWidth) {
  for (size_t width : {40, 60, 80}) {
    std::string text = RenderPairwise(Example(), {.width = width});
    for (const char* number :
         {" difference", " bootstrap p", " McNemar p", " Holm", " detectable", " without ties"}) {
      EXPECT_NE(text.find(number), std::string::npos) << width << number;
    }
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      bool is_row = line.find("baseline:longer ") == 0 || line.find("both_orders ") == 0;
      EXPECT_TRUE(!is_row || DisplayWidth(line) <= width) << line;
    }
  }
}

// Eight of ten right at 0.6, and two ties that had no probability: the best temperature is finite;
// where all ten are right, it is not.
TEST(RenderPairwise, SaysWhatATemperatureRestsOn) {
  auto evaluate = [](Outcome some) {
    JudgedSet judge{"judge", {}, 0, std::nullopt};
    for (size_t i = 0; i < 12; ++i) {
      judge.pairs.push_back(Pair(i,
                                 i < 8    ? Outcome::kFirst
                                 : i < 10 ? Outcome::kTie
                                          : some,
                                 Outcome::kFirst, Outcome::kFirst));
      judge.pairs.back().probabilities = PairProbabilities{0.6, 0.4, 0};
    }
    return EvaluatePairs(judge, {}, {.bootstrap = {.resamples = 200}});
  };
  PairwiseEvaluation finite = evaluate(Outcome::kSecond);
  std::string text = RenderPairwise(finite, {});
  EXPECT_NE(text.find("fitted without 2 pairs whose label"), std::string::npos) << text;
  EXPECT_EQ(text.find("where the search ends"), std::string::npos) << text;
  EXPECT_NE(text.find("\nas they are    0."), std::string::npos) << text;
  nlohmann::ordered_json json = PairwiseToJson(finite)["probabilities"];
  EXPECT_EQ(json["whole_temperature"]["left_out"], 2);
  EXPECT_EQ(json["whole_temperature"]["at_bound"], false);
  EXPECT_LT(json["raw"]["brier"]["low"], json["raw"]["brier"]["value"]);
  EXPECT_LT(json["whole_temperature"]["low"], json["whole_temperature"]["value"]);
  const auto& all = json["abstention"]["curve"][0];
  EXPECT_EQ(all["decided"], 12);
  EXPECT_LT(all["accuracy"]["low"], all["accuracy"]["value"]);
  EXPECT_LT(all["coverage"]["low"], 1);
  EXPECT_GT(json["raw"]["bins"][6]["accuracy"]["high"], all["accuracy"]["value"]);
  PairwiseEvaluation beyond = evaluate(Outcome::kFirst);
  EXPECT_NE(RenderPairwise(beyond, {}).find("where the search ends"), std::string::npos);
  EXPECT_EQ(PairwiseToJson(beyond)["probabilities"]["whole_temperature"]["at_bound"], true);
  EXPECT_TRUE(PairwiseToJson(beyond)["probabilities"]["whole_temperature"]["low"].is_null());
}

TEST(PairwiseToJson, WhatIsUndefinedIsNull) {
  nlohmann::ordered_json json = PairwiseToJson(Example());
  EXPECT_EQ(json["items"], 8);
  EXPECT_EQ(json["overall"]["agreement"]["value"], 75);
  EXPECT_EQ(json["overall"]["agreement"]["best"], 100);
  EXPECT_EQ(json["groups"].size(), 8u);
  EXPECT_EQ(json["groups"]["Code"]["items"], 0);
  EXPECT_TRUE(json["groups"]["Code"]["agreement"]["value"].is_null());
  EXPECT_TRUE(json["groups"]["Code"]["agreement"]["worst"].is_null());
  EXPECT_TRUE(json["definitions"]["averaged_orders"]["value"].is_null());
  EXPECT_TRUE(json["style"]["headers"]["judge"]["value"].is_null());
  EXPECT_TRUE(json["probabilities"].is_null());
  EXPECT_TRUE(json["scores"].is_null());
  EXPECT_EQ(json["outcomes"]["unreadable"], 2);
  EXPECT_EQ(json["scenarios"]["写信"]["items"], 4);
  EXPECT_EQ(json.dump().find("nan"), std::string::npos);
}

}  // namespace
}  // namespace autoj

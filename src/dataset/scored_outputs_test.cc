#include "dataset/scored_outputs.h"

#include <gtest/gtest.h>

#include <fstream>

#include "autoj/error.h"
#include "dataset/system_scores.h"

namespace autoj {
namespace {

std::string Write(const std::string& text) {
  std::string path = ::testing::TempDir() + "autoj_scored_outputs_" +
                     ::testing::UnitTest::GetInstance()->current_test_info()->name();
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::vector<ScoredOutputs> Read(const std::string& text) {
  std::vector<ScoredOutputs> read;
  ReadScoredOutputs(Write(text), [&](ScoredOutputs one) { read.push_back(std::move(one)); });
  return read;
}

std::string Refusal(const std::string& text) {
  try {
    Read(text);
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
    return e.what();
  }
  return "accepted";
}

// A line with one base model "b" that has these keys.
std::string Line(const std::string& keys) {
  return R"({"prompt": "p", "outputs": {"b": {)" + keys + "}}}";
}

TEST(ScoredOutputs, AreReadModelByModel) {
  std::vector<ScoredOutputs> read = Read(
      R"({"prompt": "p", "scenario": "s", "outputs": {"b": {"outputs": ["x", "y"], "logprobs": [-1, -2.5],)"
      R"( "scores": {"j": [1, null], "k": [3, 4]}}, "a": {"outputs": ["x", "y", "z"], "scores": {"j": [1, 2, 3]},)"
      R"( "logprobs": {"j": [-1, -2, -3]}}}})");
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0].base_model, "a");
  EXPECT_EQ(read[0].logprobs.at("j"), (Scores{-1, -2, -3}));
  EXPECT_EQ(read[1].scores.at("j"), (Scores{1, std::nullopt}));
  EXPECT_EQ(read[1].logprobs.at(""), (Scores{-1, -2.5}));
  EXPECT_EQ(read[1].outputs, 2u);
  EXPECT_EQ(read[1].prompt, "p");
}

TEST(ScoredOutputs, WhatIsWrongIsNamed) {
  struct Case {
    std::string keys;
    std::string words;
  };
  for (const auto& [keys, words] : std::vector<Case>{
           {R"("outputs": ["x", "y"], "scores": {"j": [1]})",
            "\"scores\" of \"j\" has 1 numbers, for 2 outputs"},
           {R"("outputs": ["x", "y"], "scores": {"j": [1, 2]}, "logprobs": [1])",
            "\"logprobs\" has 1 numbers, for 2 outputs"},
           {R"("outputs": ["x", "y"], "scores": {"j": [1, 2]}, "logprobs": {"j": [1, 2, 3]})",
            "\"logprobs\" of \"j\" has 3 numbers, for 2 outputs"},
           {R"("outputs": ["x", "y"], "scores": {"j": [1, "2"]})",
            "must hold numbers, found string"},
           {R"("outputs": ["x", "y"], "scores": {"j": [1, NaN]})", "not valid JSON"},
           {R"("outputs": ["x", "y"], "scores": {"j": 1})", "must be a list of numbers"},
           {R"("outputs": ["x", "y"], "scores": {})", "one a judge"},
           {R"("outputs": ["x", "y"])", "\"scores\" is missing"},
           {R"("scores": {"j": [1]})", "\"outputs\" is missing"},
           {R"("outputs": ["x"], "scores": {"j": [1]})", "nothing to select from"},
           {R"("outputs": [], "scores": {"j": []})", "nothing to select from"},
           {R"("outputs": ["x", 2], "scores": {"j": [1, 2]})", "must hold texts, found number"}}) {
    std::string refusal = Refusal(Line(keys));
    EXPECT_NE(refusal.find(words), std::string::npos) << refusal;
    EXPECT_NE(refusal.find(":1: "), std::string::npos) << refusal;
  }
}

TEST(ScoredOutputs, ALineNeedsPromptAndModels) {
  EXPECT_NE(Refusal(R"({"outputs": {"b": {}}})").find("no \"prompt\""), std::string::npos);
  for (const char* outputs : {"{}", "[]", "null"}) {
    std::string line = std::string(R"({"prompt": "p", "outputs": )") + outputs + "}";
    EXPECT_NE(Refusal(line).find("at least one base model"), std::string::npos);
  }
  std::string row =
      R"({"id": "a", "prompt": "p", "outputs": {"b": {"outputs": ["x", "y"], "scores": {"j": [1, 2]}}}})";
  EXPECT_NE(Refusal(row + "\n" + row).find(":2: id \"a\" stands on line 1 already"),
            std::string::npos);
  EXPECT_NE(Refusal("").find("empty"), std::string::npos);
}

TEST(SystemScores, AreReadAndChecked) {
  std::vector<SystemScore> read =
      ReadSystemScores(Write(R"({"system": "a", "rating": 5.5, "reference": 90})"));
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].rating, 5.5);
  for (const auto& [text, words] : std::vector<std::pair<std::string, std::string>>{
           {R"({"system": "a", "rating": "5", "reference": 9})",
            "\"rating\" must be a number, found string"},
           {R"({"system": "a", "rating": 5})", "\"reference\" must be a number, found none"},
           {R"({"rating": 5, "reference": 1})", "no \"system\""},
           {"{\"system\": \"a\", \"rating\": 5, \"reference\": 1}\n{\"system\": \"a\", \"rating\": "
            "5, \"reference\": 1}",
            ":2: system \"a\" stands there twice"}}) {
    try {
      ReadSystemScores(Write(text));
      ADD_FAILURE() << text;
    } catch (const Error& e) {
      EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
    }
  }
}

}  // namespace
}  // namespace autoj

#include "scenario/classifier_weights.h"

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/hash.h"

namespace autoj {
namespace {

ClassifierWeights SomeWeights() {
  ClassifierWeights weights;
  weights.kind = "embedded";
  weights.classes = {"chitchat", "others"};
  weights.frequencies = {0.25, 0.75};
  weights.temperature = 0.5;
  weights.offset = 0.125;
  weights.unsure_below = 0.4;
  weights.trained_on = "sha256:0";
  weights.vocabulary = GramVocabulary({10, 20, 30}, {2, 3, 4}, 9);
  Eigen::MatrixXf grams(2, 3);
  grams << 1, -0.5F, 0, 0.25F, 0.125F, 0;
  RoundWeights(grams, &weights);
  weights.bias = Eigen::VectorXf{{0.25F, 0.75F}};
  weights.states = {"sha256:model",
                    {3},
                    Eigen::VectorXf{{1, 2}},
                    Eigen::VectorXf{{0.5F, 2}},
                    Eigen::MatrixXf::Identity(2, 2)};
  return weights;
}

std::string FailureOf(const std::string& bytes) {
  try {
    ParseClassifierWeights(bytes, "weights.bin");
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
    return e.what();
  }
  return "no error";
}

bool Says(const std::string& message, const std::string& what) {
  return message.find(what) != std::string::npos;
}

// The weights' bytes with another head before their arrays, and a checksum that is true of that.
std::string WithHead(const std::string& head) {
  std::string bytes = RenderClassifierWeights(SomeWeights());
  size_t line = bytes.find('\n');
  size_t old_size = std::stoul(bytes.substr(bytes.rfind(' ', line)));
  std::string body = fmt::format("AUTOJ-CLASSIFIER 1 {}\n", head.size()) + head +
                     bytes.substr(line + 1 + old_size, bytes.size() - line - 1 - old_size - 32);
  auto digest = Sha256Bytes(body);
  return body + std::string(digest.begin(), digest.end());
}

std::string WithEntry(const std::string& key, const std::string& json) {
  std::string bytes = RenderClassifierWeights(SomeWeights());
  size_t begin = bytes.find('{');
  auto head =
      nlohmann::ordered_json::parse(bytes.substr(begin, bytes.find("}", begin) + 1 - begin));
  head[key] = nlohmann::ordered_json::parse(json);
  return WithHead(head.dump());
}

std::string WithWeights(const std::function<void(ClassifierWeights*)>& change) {
  ClassifierWeights weights = SomeWeights();
  change(&weights);
  return RenderClassifierWeights(weights);
}

TEST(ClassifierWeights, ComeBackAsTheyWere) {
  std::string bytes = RenderClassifierWeights(SomeWeights());
  ClassifierWeights weights = ParseClassifierWeights(bytes, "weights.bin");
  EXPECT_EQ(weights.classes, SomeWeights().classes);
  EXPECT_EQ(weights.vocabulary.grams(), SomeWeights().vocabulary.grams());
  EXPECT_EQ(weights.gram_weights, SomeWeights().gram_weights);
  EXPECT_EQ(weights.offset, 0.125);
  EXPECT_EQ(weights.states.model, "sha256:model");
  EXPECT_EQ(RenderClassifierWeights(weights), bytes);
}

TEST(ClassifierWeights, WhatIsCutOffOrChangedIsRefused) {
  std::string bytes = RenderClassifierWeights(SomeWeights());
  EXPECT_TRUE(Says(FailureOf(bytes.substr(0, bytes.size() - 1)), "cut off or damaged"));
  EXPECT_TRUE(Says(FailureOf(bytes.substr(0, 30)), "cut off"));
  bytes[bytes.size() / 2] ^= 1;
  EXPECT_TRUE(Says(FailureOf(bytes), "cut off or damaged"));
}

TEST(ClassifierWeights, WhatIsNoClassifierIsRefused) {
  EXPECT_TRUE(Says(FailureOf(""), "is no classifier"));
  EXPECT_TRUE(Says(FailureOf("{\"query\": \"hello\"}\n"), "is no classifier"));
  EXPECT_TRUE(Says(FailureOf("AUTOJ-CLASSIFIER 2 10\n"), "another version"));
  EXPECT_TRUE(Says(FailureOf("AUTOJ-CLASSIFIER hello\n"), "another version"));
}

TEST(ClassifierWeights, AHeadThatLiesIsRefused) {
  const std::pair<const char*, const char*> lies[] = {
      {"classes", "null"},
      {"classes", "[]"},
      {"classes", R"(["chitchat", "chitchat"])"},
      {"classes", R"(["chitchat", "default"])"},  // an alias
      {"classes", R"(["chitchat", "\u001b[31mred"])"},
      {"frequencies", "[]"},
      {"frequencies", "[0.5, -0.5]"},
      {"temperature", "\"x\""},
      {"temperature", "0"},
      {"offset", "-5"},
      {"offset", "0"},
      {"unsure_below", "null"},
      {"unsure_below", "2"},
      {"kind", "\"other\""},
      {"kind", "\"lexical\""},  // with states
      {"layers", "[]"},
      {"layers", "[1, 2]"},  // of which two numbers cannot be
      {"grams", "1000000000000000000"},
      {"grams", "-1"},
      {"grams", "2"},
      {"grams", "\"3\""},
      {"states", "1000000000000"},
      {"states", "4611686018427387904"},
      {"queries", "-1"},
      {"queries", "0"}};
  for (const auto& [key, value] : lies) {
    std::string failure = FailureOf(WithEntry(key, value));
    EXPECT_TRUE(Says(failure, "weights.bin ") && Says(failure, "train it again")) << key << value;
    EXPECT_EQ(failure.find('\x1b'), std::string::npos);
  }
  EXPECT_TRUE(Says(FailureOf(WithEntry("temperature", "0")), "lacks a temperature"));
  for (const char* head : {"", "{}", "[1]", "not JSON"}) {
    EXPECT_TRUE(Says(FailureOf(WithHead(head)), "its head is not as")) << head;
  }
}

TEST(ClassifierWeights, NumbersThatMakeNoProbabilitiesAreRefused) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(Says(FailureOf(WithWeights([&](ClassifierWeights* w) { w->bias[1] = nan; })),
                   "lacks finite weights"));
  EXPECT_TRUE(Says(FailureOf(WithWeights([&](ClassifierWeights* w) { w->gram_scales[0] = nan; })),
                   "lacks finite weights"));
  EXPECT_TRUE(Says(
      FailureOf(WithWeights([&](ClassifierWeights* w) { w->states.weights(0, 1) = -1 / 0.0F; })),
      "lacks finite weights"));
  EXPECT_TRUE(
      Says(FailureOf(WithWeights([&](ClassifierWeights* w) { w->gram_scales.setConstant(3e38F); })),
           "lacks finite weights of at most 1e9"));
  auto unsorted = [](ClassifierWeights* w) { w->vocabulary = {{10, 30, 20}, {2, 3, 4}, 9}; };
  EXPECT_TRUE(Says(FailureOf(WithWeights(unsorted)), "lacks n-grams in their order"));
}

TEST(RoundWeights, KeepsEachGramWithinHalfAStep) {
  ClassifierWeights weights;
  Eigen::MatrixXf exact = Eigen::MatrixXf::Random(5, 40);
  RoundWeights(exact, &weights);
  Eigen::MatrixXf rounded = weights.gram_weights.cast<float>() * weights.gram_scales.asDiagonal();
  EXPECT_LE(((exact - rounded).array().abs().rowwise() / weights.gram_scales.transpose().array())
                .maxCoeff(),
            0.5F + 1e-3F);
}

TEST(Score, AddsUpBiasGramsAndStates) {
  // Grams: 2 of the first one; states (3, 2) are (2, 0) from the mean, and half of that counts.
  Eigen::VectorXf scores = Score(SomeWeights(), {{0, 2.0F}}, Eigen::VectorXf{{3, 2}});
  EXPECT_NEAR(scores[0], 0.25 + 2 * 1 + 1, 1e-5);
  EXPECT_NEAR(scores[1], 0.75 + 2 * 0.25, 0.01);
}

TEST(ProbabilitiesOf, ArePowersOfScores) {
  // (0.9 + 0.1)^2 beside (0.4 + 0.1)^2 and 0.1^2.
  Eigen::VectorXd p = ProbabilitiesOf(Eigen::VectorXf{{0.9F, 0.4F, -3}}, 0.1, 0.5);
  EXPECT_NEAR(p[0], 1 / 1.26, 1e-6);
  EXPECT_NEAR(p[1], 0.25 / 1.26, 1e-6);
  EXPECT_NEAR(p.sum(), 1, 1e-12);
}

}  // namespace
}  // namespace autoj

#include "scenario/classifier.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "autoj/error.h"
#include "base/file.h"
#include "base/test_folder.h"
#include "engine/fake_engine.h"
#include "scenario/classifier_fit.h"

namespace autoj {
namespace {

const std::vector<LabelledQuery> kQueries = {
    {"write an email to my boss", "writing_email"},
    {"write an email to a client", "writing_email"},
    {"please write an email to the landlord", "writing_email"},
    {"translate this sentence into French", "text_to_text_translation"},
    {"translate this sentence into German", "text_to_text_translation"},
    {"translate the following into Chinese", "text_to_text_translation"},
    {"translate it", "rejecting"}};

// A file with a classifier of kQueries.
class ClassifierTest : public testing::Test {
 protected:
  void TrainLexical() { Write(MakeTrainingSet(kQueries)); }

  void TrainEmbedded(const std::string& model) {
    TrainingSet set = MakeTrainingSet(kQueries);
    set.states = Eigen::MatrixXf::Random(4, static_cast<Eigen::Index>(kQueries.size()));
    set.state_model = model;
    set.state_layers = {2};
    Write(set);
  }

  void Write(const TrainingSet& set) {
    std::vector<size_t> rows(kQueries.size());
    std::iota(rows.begin(), rows.end(), 0);
    WriteFileAtomically(path_, RenderClassifierWeights(FitClassifier(set, rows, {})));
  }

  TestFolder folder_;
  std::string path_ = folder_ / "weights.bin";
};

double Sum(const std::vector<ScenarioGuess>& guesses) {
  return std::accumulate(guesses.begin(), guesses.end(), 0.0,
                         [](double sum, const ScenarioGuess& g) { return sum + g.probability; });
}

TEST_F(ClassifierTest, LearnsWhatItIsShown) {
  TrainLexical();
  std::unique_ptr<Classifier> classifier = MakeLexicalClassifier(path_);
  std::vector<ScenarioGuess> guesses = classifier->Classify("write an email to my teacher");
  ASSERT_EQ(guesses.size(), 3u);
  EXPECT_EQ(guesses[0].scenario, "writing_email");
  EXPECT_EQ(guesses[0].group, "Functional Writing");
  EXPECT_NEAR(Sum(guesses), 1, 1e-9);
  EXPECT_EQ(classifier->Identity().substr(0, 15), "lexical sha256:");
}

TEST_F(ClassifierTest, AnEmptyQueryGetsTheFrequencies) {
  TrainLexical();
  Classification result = MakeLexicalClassifier(path_)->ClassifyAll({" \n"}).front();
  EXPECT_EQ(result.guesses.back().scenario, "rejecting");
  EXPECT_NEAR(result.guesses.back().probability, 1.0 / 7, 1e-6);
  EXPECT_EQ(result.guesses.back().group, std::nullopt);
  EXPECT_FALSE(result.reason.empty());
}

TEST_F(ClassifierTest, AKindMustBeAskedForByItsName) {
  TrainLexical();
  FakeEngine engine;
  EXPECT_THROW(MakeEmbeddedClassifier(engine, path_), Error);
}

TEST_F(ClassifierTest, AnotherModelsWeightsAreRefused) {
  TrainEmbedded("sha256:another");
  FakeEngine engine;
  EXPECT_THROW(MakeEmbeddedClassifier(engine, path_), Error);
}

TEST_F(ClassifierTest, StatesComeFromTheEngine) {
  TrainEmbedded(FakeEngine().Info().identity);
  FakeEngine engine;
  std::vector<ScenarioGuess> guesses =
      MakeEmbeddedClassifier(engine, path_)->Classify("write an email");
  EXPECT_EQ(guesses.size(), 3u);
  EXPECT_NEAR(Sum(guesses), 1, 1e-9);
}

TEST_F(ClassifierTest, AMissingFileIsAnError) {
  EXPECT_THROW(MakeLexicalClassifier("/nowhere/weights.bin"), Error);
}

TEST(ShippedClassifier, KnowsScenariosInEnglishAndChinese) {
  std::unique_ptr<Classifier> classifier = MakeLexicalClassifier();
  EXPECT_EQ(classifier->Classify("Write an email to my boss asking for a day off")[0].scenario,
            "writing_email");
  EXPECT_EQ(classifier->Classify("请把下面的句子翻译成英文：我明天去北京。")[0].scenario,
            "text_to_text_translation");
  EXPECT_GT(classifier->UnsureBelow(), 0);
  EXPECT_LE(classifier->UnsureBelow(), 1);
}

TEST(ShippedClassifier, ReadsAVeryLongQuery) {
  std::string query = "Translate this into French: " + std::string(66'000, 'x');
  EXPECT_NEAR(Sum(MakeLexicalClassifier()->Classify(query)), 1, 1e-9);
}

TEST(PromptedClassifier, AnswersWithNamesAlone) {
  FakeEngine engine;
  std::vector<ScenarioGuess> guesses =
      MakePromptedClassifier(engine)->Classify("Write an email to my boss.");
  ASSERT_EQ(guesses.size(), 58u);
  EXPECT_NEAR(Sum(guesses), 1, 1e-9);
  EXPECT_GE(guesses[0].probability, guesses[1].probability);
}

TEST(PromptedClassifier, SaysWhyThereIsNoAnswer) {
  FakeEngine engine;
  std::unique_ptr<Classifier> classifier = MakePromptedClassifier(engine);
  std::vector<Classification> results =
      classifier->ClassifyAll({"Hello", "", "AUTOJ-FAIL", "AUTOJ-LONG"});
  EXPECT_EQ(results[0].guesses.size(), 58u);
  EXPECT_EQ(results[1].reason, "the query is empty");
  EXPECT_EQ(results[2].reason, "the fake engine was told to fail");
  EXPECT_NE(results[3].reason, "");
  EXPECT_TRUE(results[2].guesses.empty());
  EXPECT_THROW(classifier->Classify("AUTOJ-FAIL"), Error);
  EXPECT_TRUE(std::isnan(classifier->UnsureBelow()));
}

// Keeps the prompts that it is asked.
class ListeningEngine : public FakeEngine {
 public:
  void Run(Requests& requests, const StopSignal& stop) override {
    prompt = requests.Make(0).prompt.Text();
    FakeEngine::Run(requests, stop);
  }
  std::optional<std::string> Shorten(const std::string& text, const TokenCut& cut) override {
    return has_tokenizer ? FakeEngine::Shorten(text, cut) : std::nullopt;
  }
  std::string prompt;
  bool has_tokenizer = true;
};

TEST(PromptedClassifier, CutsALongQueryInItsMiddle) {
  ListeningEngine engine;
  std::string query;
  for (int i = 0; i < 2100; ++i) {
    query += std::to_string(i) + " ";
  }
  MakePromptedClassifier(engine)->Classify(query);
  EXPECT_NE(engine.prompt.find(" 998 ...1100 "), std::string::npos);
  EXPECT_EQ(engine.prompt.find(" 999 "), std::string::npos);
}

TEST(PromptedClassifier, CountsCharactersWhereThereIsNoTokenizer) {
  ListeningEngine engine;
  engine.has_tokenizer = false;
  std::vector<std::string> warnings;
  std::unique_ptr<Classifier> classifier = MakePromptedClassifier(
      engine, [&](const std::string& warning) { warnings.push_back(warning); });
  std::string characters;
  for (int i = 0; i < 8000; ++i) {
    characters += "字";
  }
  classifier->Classify(characters);
  EXPECT_EQ(warnings.size(), 1u);
  EXPECT_NE(engine.prompt.find("字...字"), std::string::npos);
}

}  // namespace
}  // namespace autoj

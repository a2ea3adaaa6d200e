#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "scenario/classifier.h"
#include "scenario/classifier_weights.h"
#include "scenario/query_grams.h"
#include "scenario/query_states.h"
#include "scenario/scenario_class.h"
#include "scenario/shipped_weights.h"

namespace autoj {
namespace {

using Eigen::VectorXf;

struct Loaded {
  ClassifierWeights weights;
  std::string identity;
};

Loaded Load(const std::string& kind, const std::string& file) {
  std::string content;
  std::string_view bytes = ShippedClassifier(kind);
  if (!file.empty()) {
    content = ReadFile(file, "give a file that `autoj classify --train` wrote");
    bytes = content;
  }
  std::string source =
      file.empty() ? fmt::format("the shipped {} classifier", kind) : EscapeForTerminal(file);
  ClassifierWeights weights = ParseClassifierWeights(bytes, source);
  if (weights.kind != kind) {
    throw Error(ErrorKind::kInput, fmt::format("{} is of the kind \"{}\"; use --classifier {}",
                                               source, weights.kind, weights.kind));
  }
  return {std::move(weights), fmt::format("{} sha256:{}", kind, Sha256(bytes))};
}

class TrainedClassifier : public Classifier {
 public:
  TrainedClassifier(Loaded loaded, Engine* engine, std::unique_ptr<Engine> own = nullptr)
      : weights_(std::move(loaded.weights)),
        identity_(std::move(loaded.identity)),
        own_(std::move(own)),
        engine_(engine) {}

  std::vector<ScenarioGuess> Classify(const std::string& query) override {
    if (Trim(query).empty()) {
      return Rank(Eigen::Map<const Eigen::VectorXd>(
          weights_.frequencies.data(), static_cast<Eigen::Index>(weights_.frequencies.size())));
    }
    std::vector<Feature> features = weights_.vocabulary.Weigh(CountGrams(query));
    VectorXf states;
    if (engine_ != nullptr) {
      states = ReadQueryStates(*engine_, query, weights_.states.layers);
      CheckSize(states);
    }
    return Rank(
        ProbabilitiesOf(Score(weights_, features, states), weights_.offset, weights_.temperature));
  }

  double UnsureBelow() const override { return weights_.unsure_below; }
  std::string Identity() const override { return identity_; }

 private:
  void CheckSize(const VectorXf& states) const {
    if (states.size() != weights_.states.mean.size()) {
      throw Error(
          ErrorKind::kModel,
          fmt::format("the classifier was trained on {} numbers of the model's states, which "
                      "gives {}; train it again with `autoj classify --train`",
                      weights_.states.mean.size(), states.size()));
    }
  }

  std::vector<ScenarioGuess> Rank(const Eigen::VectorXd& probabilities) const {
    std::vector<ScenarioGuess> guesses;
    for (size_t i = 0; i < weights_.classes.size(); ++i) {
      const std::string& name = weights_.classes[i];
      guesses.push_back({name, GroupOfClass(name), probabilities[static_cast<Eigen::Index>(i)]});
    }
    std::stable_sort(guesses.begin(), guesses.end(),
                     [](const ScenarioGuess& a, const ScenarioGuess& b) {
                       return a.probability > b.probability;
                     });
    return guesses;
  }

  ClassifierWeights weights_;
  std::string identity_;
  std::unique_ptr<Engine> own_;  // what engine_ points to, where nobody else holds it
  Engine* engine_;               // null for "lexical"
};

std::unique_ptr<Classifier> MakeEmbedded(Engine* engine, const std::string& file,
                                         std::unique_ptr<Engine> own = nullptr) {
  Loaded loaded = Load("embedded", file);
  std::string model = engine->Info().identity;
  if (loaded.weights.states.model != model) {
    throw Error(ErrorKind::kModel,
                fmt::format("this classifier was trained on the states of another model ({}, not "
                            "{}); train one with `autoj classify --train ROWS --classifier "
                            "embedded --model ...`, or use --classifier lexical",
                            EscapeForTerminal(loaded.weights.states.model), model));
  }
  return std::make_unique<TrainedClassifier>(std::move(loaded), engine, std::move(own));
}

}  // namespace

std::vector<Classification> Classifier::ClassifyAll(const std::vector<std::string>& queries) {
  std::vector<Classification> all;
  for (const std::string& query : queries) {
    bool is_empty = Trim(query).empty();
    all.push_back({Classify(query), is_empty ? "the query is empty: these are the frequencies of "
                                               "the classes in training"
                                             : ""});
  }
  return all;
}

std::unique_ptr<Classifier> MakeLexicalClassifier(const std::string& file) {
  return std::make_unique<TrainedClassifier>(Load("lexical", file), nullptr);
}

std::unique_ptr<Classifier> MakeEmbeddedClassifier(Engine& engine, const std::string& file) {
  return MakeEmbedded(&engine, file);
}

std::unique_ptr<Classifier> MakeClassifier(const std::string& kind, const std::string& file,
                                           int threads) {
  if (kind.empty() || kind == "lexical") {
    return MakeLexicalClassifier(file);
  }
  if (kind != "embedded") {
    throw Error(ErrorKind::kUsage,
                fmt::format("unknown classifier \"{}\"; known: lexical, embedded",
                            EscapeForTerminal(kind)));
  }
  EngineOptions options;
  options.local.threads = threads;
  std::unique_ptr<Engine> engine = MakeEngine(options);
  Engine* borrowed = engine.get();
  return MakeEmbedded(borrowed, file, std::move(engine));
}

}  // namespace autoj

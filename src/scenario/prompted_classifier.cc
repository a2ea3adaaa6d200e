#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/text.h"
#include "scenario/classifier.h"
#include "scenario/scenario_table.h"
#include "scenario/shipped.h"

namespace autoj {
namespace {

// Source: GAIR/autoj-scenario-classifier, whose input may have 2,048 tokens.
constexpr size_t kMostTokens = 1998;
constexpr size_t kHeadTokens = 999;
constexpr size_t kTailTokens = 1000;
constexpr size_t kCharactersAToken = 4;
constexpr std::string_view kField = "{input}";
constexpr const char* kOthers = "others";
constexpr const char* kOthersInPrompt = "default";  // as the prompt and its model call it

std::string CutByCharacters(const std::string& query) {
  if (CountCharacters(query) <= kMostTokens * kCharactersAToken) {
    return query;
  }
  return fmt::format("{}...{}", FirstCharacters(query, kHeadTokens * kCharactersAToken),
                     LastCharacters(query, kTailTokens * kCharactersAToken));
}

std::vector<std::string> AnswersOfPrompt() {
  std::vector<std::string> names;
  for (const Scenario& scenario : AllScenarios()) {
    names.push_back(scenario.name == kOthers ? kOthersInPrompt : scenario.name);
  }
  return names;
}

std::vector<ScenarioGuess> RankByScores(const std::vector<double>& scores) {
  double highest = *std::max_element(scores.begin(), scores.end());
  double sum = 0;
  for (double score : scores) {
    sum += std::exp(score - highest);
  }
  std::vector<ScenarioGuess> guesses;
  for (size_t i = 0; i < scores.size(); ++i) {
    const Scenario& scenario = AllScenarios()[i];
    guesses.push_back({scenario.name, scenario.group, std::exp(scores[i] - highest) / sum});
  }
  std::stable_sort(
      guesses.begin(), guesses.end(),
      [](const ScenarioGuess& a, const ScenarioGuess& b) { return a.probability > b.probability; });
  return guesses;
}

// The queries as requests, and what came of them.
class QueryRequests : public Requests {
 public:
  QueryRequests(std::vector<std::string> queries, std::vector<Classification>* results)
      : queries_(std::move(queries)), results_(results) {
    for (size_t i = 0; i < queries_.size(); ++i) {
      if (Trim(queries_[i]).empty()) {
        (*results_)[i].reason = "the query is empty";
      } else {
        asked_.push_back(i);
        (*results_)[i].reason = "the engine was stopped before it answered";
      }
    }
  }

  size_t Count() const override { return asked_.size(); }

  Request Make(size_t index) override {
    std::string_view form = ShippedClassifierPrompt().front().text;
    size_t field = form.find(kField);
    std::string text(form.substr(0, field));
    text += queries_[asked_[index]];
    text += form.substr(field + kField.size());
    Request request{.prompt = {{{text, false}}}};
    request.needs_scores = true;
    request.decide = [](std::string_view) { return Decision{"", AnswersOfPrompt()}; };
    return request;
  }

  void Done(size_t index, Completion completion) override {
    Classification& result = (*results_)[asked_[index]];
    if (completion.scores.size() == AllScenarios().size()) {
      result = {RankByScores(completion.scores), ""};
    } else {
      result.reason = completion.error.empty() ? "the engine scored no names" : completion.error;
    }
  }

 private:
  std::vector<std::string> queries_;
  std::vector<Classification>* results_;
  std::vector<size_t> asked_;
};

class PromptedClassifier : public Classifier {
 public:
  PromptedClassifier(Engine& engine, std::function<void(const std::string&)> on_warning)
      : engine_(engine), on_warning_(std::move(on_warning)) {}

  std::vector<ScenarioGuess> Classify(const std::string& query) override {
    Classification result = std::move(ClassifyAll({query}).front());
    if (result.guesses.empty()) {
      throw Error(ErrorKind::kModel, result.reason);
    }
    return std::move(result.guesses);
  }

  std::vector<Classification> ClassifyAll(const std::vector<std::string>& queries) override {
    std::vector<std::string> shown;
    shown.reserve(queries.size());
    for (const std::string& query : queries) {
      shown.push_back(Shorten(query));
    }
    std::vector<Classification> results(queries.size());
    QueryRequests requests(std::move(shown), &results);
    engine_.Run(requests, StopSignal{});
    return results;
  }

  double UnsureBelow() const override { return std::nan(""); }
  std::string Identity() const override { return "llm " + engine_.Info().identity; }

 private:
  std::string Shorten(const std::string& query) {
    if (query.size() <= kMostTokens) {
      return query;  // no token is shorter than a byte
    }
    TokenCut cut{.most = kMostTokens, .head = kHeadTokens, .tail = kTailTokens, .between = "..."};
    if (std::optional<std::string> shortened = engine_.Shorten(query, cut)) {
      return *shortened;
    }
    if (!has_warned_ && on_warning_) {
      on_warning_(
          "the server's tokenizer cannot be asked: long queries are cut by characters, four "
          "a token");
      has_warned_ = true;
    }
    return CutByCharacters(query);
  }

  Engine& engine_;
  std::function<void(const std::string&)> on_warning_;
  bool has_warned_ = false;
};

}  // namespace

std::unique_ptr<Classifier> MakePromptedClassifier(
    Engine& engine, std::function<void(const std::string&)> on_warning) {
  return std::make_unique<PromptedClassifier>(engine, std::move(on_warning));
}

}  // namespace autoj

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "autoj/engine.h"

namespace autoj {

/// One thing that a query may be.
struct ScenarioGuess {
  std::string scenario;              ///< The table's name, or "rejecting" or "peer_review".
  std::optional<std::string> group;  ///< Nothing for those two.
  double probability = 0;            ///< Calibrated.
};

/// What a classifier says of a query.
struct Classification {
  std::vector<ScenarioGuess> guesses;  ///< As Classify gives them; none where there is no answer.
  std::string reason;                  ///< Why there is none, or none that rests on the query.
};

/// Says which scenario a query belongs to. One thread at a time.
class Classifier {
 public:
  virtual ~Classifier() = default;

  /// All classes, the likeliest first; the probabilities sum to 1. The same query always gives the
  /// same guesses. An empty query (or nothing but white space) gets the classes' frequencies.
  /// Throws Error(kModel) where an engine has no answer.
  virtual std::vector<ScenarioGuess> Classify(const std::string& query) = 0;

  /// The same for many, which an engine answers together; what goes wrong with one is its reason.
  virtual std::vector<Classification> ClassifyAll(const std::vector<std::string>& queries);

  /// Below this probability the likeliest class is not to be relied on: chosen by cross-validation
  /// when the classifier was trained. NaN where it was not trained here.
  virtual double UnsureBelow() const = 0;

  /// What it is, for manifests: "lexical sha256:...".
  virtual std::string Identity() const = 0;
};

/// The shipped classifier that needs no model, or the one of a file that `autoj classify --train`
/// wrote ("" is the shipped one). Throws Error(kInput) for a file that is none of ours, is broken,
/// or was made by another version.
std::unique_ptr<Classifier> MakeLexicalClassifier(const std::string& file = "");

/// The same with the hidden states of a model, whose engine must outlive it; the shipped one's is
/// the default model. Throws Error(kModel) where the weights belong to another model, or the engine
/// gives no states.
std::unique_ptr<Classifier> MakeEmbeddedClassifier(Engine& engine, const std::string& file = "");

/// One of these two by its kind ("lexical", also "", or "embedded"); the latter has an engine of
/// its own for the default model, of so many threads (0: the machine's cores). Throws
/// Error(kUsage) for another word.
std::unique_ptr<Classifier> MakeClassifier(const std::string& kind, const std::string& file,
                                           int threads);

/// The reference's prompt, answered by an engine, which must outlive it: the names of the 58
/// scenarios are scored behind it, so no other can come out. Its probabilities are the model's own,
/// not calibrated; an empty query has no answer. Of a query of more than 1,998 tokens the first 999
/// and the last 1,000 are shown, with "..." between; `on_warning` is told where an engine has no
/// tokenizer to ask, and characters are counted for it, four a token.
std::unique_ptr<Classifier> MakePromptedClassifier(
    Engine& engine, std::function<void(const std::string&)> on_warning = {});

}  // namespace autoj

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace autoj {

/// One thing that a query may be.
struct ScenarioGuess {
  std::string scenario;              ///< The table's name, or "rejecting" or "peer_review".
  std::optional<std::string> group;  ///< Nothing for those two.
  double probability = 0;            ///< Calibrated.
};

/// Says which scenario a query belongs to. One thread at a time.
class Classifier {
 public:
  virtual ~Classifier() = default;

  /// All classes, the likeliest first; the probabilities sum to 1. The same query always gives the
  /// same guesses. An empty query gets the classes' frequencies.
  virtual std::vector<ScenarioGuess> Classify(const std::string& query) = 0;

  /// Below this probability the likeliest class is not to be relied on: chosen by cross-validation
  /// when the classifier was trained.
  virtual double UnsureBelow() const = 0;

  /// What it is, for manifests: "lexical sha256:...".
  virtual std::string Identity() const = 0;
};

/// The shipped classifier that needs no model, or the one of a file that `autoj classify --train`
/// wrote ("" is the shipped one). Throws Error(kInput) for a file that is none of ours, is broken,
/// or was made by another version.
std::unique_ptr<Classifier> MakeLexicalClassifier(const std::string& file = "");

}  // namespace autoj

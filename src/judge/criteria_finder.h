#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "autoj/criteria.h"
#include "autoj/item.h"
#include "autoj/judge.h"
#include "scenario/classifier.h"
#include "scenario/scenario_set.h"

namespace autoj {

/// The criteria of one item. The text lives as long as its finder and its item.
struct FoundCriteria {
  CriteriaShown shown;
  const std::string* text = nullptr;  ///< What the judge is shown; null: nothing.
};

/// Finds the criteria that a judge is shown with each item. The same item always gets the same
/// ones. Scenarios and classifier are loaded when they are first needed. One thread at a time.
class CriteriaFinder {
 public:
  using MakeClassifier = std::function<std::unique_ptr<Classifier>()>;

  /// By the criteria, scenarios, classifier and weights of `options`. Throws Error(kUsage) for an
  /// unknown scenario, for scenarios that nothing is taken from, and for a classifier that nothing
  /// is asked of; Error(kInput) for broken files.
  explicit CriteriaFinder(const JudgeOptions& options);
  /// With another classifier.
  CriteriaFinder(const JudgeOptions& options, MakeClassifier make_classifier);

  /// In a language ("en" or "zh"); `has_place`: the protocol shows criteria by itself. Nothing
  /// where none are asked for. Throws Error(kInput), naming the item, where the scenarios in use
  /// lack the one that it has.
  std::optional<FoundCriteria> Find(const Item& item, const std::string& language, bool has_place);

  /// The same once more for an item that was found these: nothing is classified a second time.
  std::optional<FoundCriteria> FindAgain(const Item& item,
                                         const std::optional<CriteriaShown>& found) const;

  /// What a run is made with: "criteria", and "scenarios" and "classifier" where others than the
  /// shipped ones are used.
  const std::map<std::string, std::string>& settings() const { return settings_; }

  /// Classifier::Identity, once one was needed; "" before.
  const std::string& classifier() const { return classifier_identity_; }

 private:
  void KeepClassifier(const JudgeOptions& options);
  const ScenarioSet& Scenarios();
  FoundCriteria Show(CriteriaShown shown, const ScenarioCriteria& criteria,
                     const std::string& language, bool has_place);
  FoundCriteria ShowClassified(const Item& item, const std::string& language, bool has_place);

  std::string criteria_;
  std::string folder_;
  MakeClassifier make_classifier_;
  std::map<std::string, std::string> settings_;
  std::optional<ScenarioSet> scenarios_;
  std::optional<ScenarioCriteria> fixed_;  // for all items
  std::unique_ptr<Classifier> made_;
  std::string classifier_identity_;
  // All that were rendered, by their hashes: some for each scenario and language.
  std::map<std::string, std::string> texts_;
};

}  // namespace autoj

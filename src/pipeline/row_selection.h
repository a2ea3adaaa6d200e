#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "autoj/item.h"
#include "dataset/preferences.h"
#include "pipeline/dropped_rows.h"
#include "pipeline/near_index.h"
#include "pipeline/test_prompts.h"
#include "pipeline/user_message.h"
#include "scenario/classifier.h"
#include "scenario/scenario_set.h"

namespace autoj {

/// Which rows are wanted.
struct RowSelectionOptions {
  bool pairwise = true;         ///< Labelled pairs; else one response of each row.
  std::string language = "en";  ///< "en", "zh" or "any".
  size_t max_chars = 12000;     ///< Of query and responses together, in code points; 0: any.
  size_t per_scenario = 100;    ///< At most so many; 0: any.
  std::string source;           ///< Of rows that do not say from which data set they are.
};

/// Chooses the rows of preferences that a teacher is asked about. What is not chosen is dropped
/// with its reason.
///
/// Of more than are wanted of a scenario those are taken whose texts' hashes are the smallest:
/// whatever their order, and the same each time. Duplicates have the same texts as a row that is
/// chosen, or share 0.8 of its runs of words (pipeline/fingerprint.h); the first one stays. Memory:
/// the rows that are chosen, and 100 bytes for each that was and gave way to others of its
/// scenario.
class RowSelection {
 public:
  /// Borrows all; `classifier` says the scenario of the rows that do not name theirs.
  RowSelection(const RowSelectionOptions& options, const ScenarioSet& scenarios,
               Classifier& classifier, const TestPrompts& tests, DroppedRows& dropped);

  void Offer(Preference row);

  /// The chosen ones, in the order in which they were offered: each has its scenario (as the set
  /// names it), its language, a source (pipeline/row_source.h) and, of a pair, its label 0, 1 or 2.
  std::vector<Item> Take();

  size_t offered() const { return offered_; }

 private:
  struct Chosen {
    size_t position = 0;
    size_t alike = 0;  // its number in the index
    Item item;
  };

  bool IsWanted(const Preference& row);
  bool CanBeSwapped(const Item& item);
  bool IsTested(const Item& item);
  bool FindScenario(Item* item);
  void Choose(size_t position, Item item);
  void KeepCap(std::map<std::string, Chosen>* of_scenario);

  const RowSelectionOptions& options_;
  const ScenarioSet& scenarios_;
  Classifier& classifier_;
  const TestPrompts& tests_;
  DroppedRows& dropped_;
  const UserMessageReader messages_;
  size_t offered_ = 0;
  std::unordered_set<std::string> hashes_;  // of the texts of the chosen
  NearIndex alike_;                         // the chosen
  std::vector<std::string> alike_lines_;
  std::map<std::string, std::map<std::string, Chosen>> chosen_;  // scenario -> hash -> item
};

}  // namespace autoj

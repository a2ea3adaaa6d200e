#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/criteria_files.h"
#include "scenario/criterion.h"

namespace autoj {

/// A scenario with its criteria: its own, and those of the files that it includes.
struct ScenarioCriteria {
  std::string name;                        ///< The table's where it is known, else the file's.
  std::optional<std::string> group;        ///< Of the table.
  std::optional<std::string> description;  ///< Of the table; one line.
  std::optional<std::string> description_zh;
  std::vector<Criterion> criteria;  ///< In the order of the file, included ones where they stand.
  std::string source;               ///< The file.
};

/// Scenarios and their criteria. A file of a scenario is a map whose values are `!include path` or
/// the map "extended" of criteria, name: {content, type, weight?, name_zh?, content_zh?}; a file
/// that is nothing but criteria is there to be included, and no scenario. Source of the format:
/// the reference's other_resources/scenario_criteria. Immutable.
class ScenarioSet {
 public:
  /// "": the shipped ones; a folder: its own alone; "+" and a folder: the shipped ones, and those
  /// of the folder beside them or in the place of those with their name. Throws Error(kInput) with
  /// file:line for what is no such file: a circle of includes, one that is not there, an unknown
  /// type or key, a name that stands twice in a map, two files with the name of one scenario.
  /// `on_fault` is told of these in place of the throw, and the file left out; two files may have
  /// the same fault, where both include one.
  using FaultSink = std::function<void(const std::string& fault)>;
  static ScenarioSet Load(const std::string& scenarios, const FaultSink& on_fault = {});

  /// Known scenarios in the table's order, then others by name.
  const std::vector<ScenarioCriteria>& all() const { return scenarios_; }

  /// By name or alias; null where it is not there.
  const ScenarioCriteria* Find(std::string_view name) const;

  /// The same; throws Error(kUsage), naming the nearest, where it is not there.
  const ScenarioCriteria& Get(const std::string& name) const;

 private:
  void Put(ScenarioCriteria scenario);
  void Sort();

  std::vector<ScenarioCriteria> scenarios_;
};

/// The criteria of one file that is no part of a set: a scenario's, or nothing but criteria. Throws
/// as Load does.
std::vector<Criterion> LoadCriteriaFile(const std::string& path);

}  // namespace autoj

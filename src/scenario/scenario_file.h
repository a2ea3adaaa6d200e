#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenario/criteria_files.h"
#include "scenario/criterion.h"

namespace autoj {

/// What a file of criteria holds.
struct ScenarioFile {
  bool is_scenario = false;         ///< Not only criteria at its top level, which others include.
  std::vector<Criterion> criteria;  ///< Included ones where they stand.
};

/// Reads one of `files` and what it includes. Throws as ScenarioSet::Load does.
ScenarioFile ReadScenarioFile(const CriteriaFiles& files, const std::string& path);

}  // namespace autoj

#pragma once

#include "base/shipped_file.h"

namespace autoj {

/// data/scenario_table.yaml, alone in its list.
const std::vector<ShippedFile>& ShippedScenarioTable();

/// The files of data/scenarios/: one a scenario.
const std::vector<ShippedFile>& ShippedScenarios();

/// The files of data/scenarios/basics/: criteria that scenarios share.
const std::vector<ShippedFile>& ShippedBasicCriteria();

/// data/protocols/autoj-classifier.txt, alone in its list: the reference classifier's prompt.
const std::vector<ShippedFile>& ShippedClassifierPrompt();

}  // namespace autoj

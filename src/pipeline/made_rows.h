#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "autoj/item.h"
#include "base/file.h"
#include "pipeline/construction.h"
#include "pipeline/dropped_rows.h"
#include "pipeline/teacher_run.h"

namespace autoj {

/// What became of one scenario's chosen items.
struct ScenarioBalance {
  size_t chosen = 0;
  size_t made = 0;
  std::array<size_t, 3> labels{};  ///< Of the rows made: first, second, tie.
  double score_sum = 0;            ///< Of their ratings.
};

/// What became of all.
struct MadeRows {
  std::map<std::string, ScenarioBalance> scenarios;  ///< By name.
  size_t made = 0;
  size_t without_text = 0;  ///< Dropped as the teacher gave no whole text.
  size_t failed = 0;        ///< Of those, the ones that the next call asks again.
  size_t unfinished = 0;    ///< Not all steps are asked yet.
};

/// Writes the rows that the teacher's texts give, in the order of `items`, and drops the others
/// with their reasons; does not end the files.
MadeRows WriteMadeRows(const std::vector<Item>& items, const TeacherRun& run,
                       const Construction& construction, FileWriter& output, DroppedRows& dropped);

}  // namespace autoj

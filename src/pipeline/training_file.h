#pragma once

#include <functional>
#include <string>

#include "base/json_lines.h"
#include "pipeline/training_row.h"

namespace autoj {

/// Called with each row and where it stands ("file:line").
using TrainingRowSink = std::function<void(const TrainingRow& row, const std::string& where)>;

/// Reads a file of training rows, JSON lines. Throws as ReadJsonLines and ParseTrainingRow do; with
/// `skip`, a line with an error is told to it and left out.
void ReadTrainingRows(const std::string& path, const TrainingRowSink& sink,
                      const SkipBad& skip = {});

}  // namespace autoj

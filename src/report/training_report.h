#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "pipeline/training_stats.h"

namespace autoj {

/// What is in a file of training rows: scenario by scenario and group by group, ratings or labels,
/// sources, lengths; for a person.
std::string RenderTrainingStats(const TrainingStats& stats, size_t width);

/// The same for a program. Numbers that are not defined are null.
nlohmann::ordered_json TrainingStatsToJson(const TrainingStats& stats);

/// The same as one HTML file that needs no other and asks for none: tables, and charts of
/// scenarios, ratings and lengths by the charting library that the page holds. Names are data.
std::string RenderTrainingPage(const TrainingStats& stats);

}  // namespace autoj

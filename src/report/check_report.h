#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "pipeline/training_check.h"

namespace autoj {

/// What was found about training rows: kind by kind with the first places, then whether the file is
/// good; for a person.
std::string RenderCheck(const TrainingCheck& check);

/// The same for a program, with all places.
nlohmann::ordered_json CheckToJson(const TrainingCheck& check);

}  // namespace autoj

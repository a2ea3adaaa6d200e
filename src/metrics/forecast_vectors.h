#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "metrics/calibration.h"

namespace autoj {

/// The forecasts of a case in tests/vectors/statistics/probabilities.json. For tests alone.
inline std::vector<Forecast> VectorForecasts(const nlohmann::json& vectors) {
  std::vector<Forecast> forecasts;
  for (size_t i = 0; i < vectors.at("truth").size(); ++i) {
    forecasts.push_back({vectors.at("probabilities")[i], vectors.at("truth")[i]});
  }
  return forecasts;
}

}  // namespace autoj

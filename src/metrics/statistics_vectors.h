#pragma once

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "metrics/cluster_bootstrap.h"
#include "metrics/estimate.h"

namespace autoj {

/// Where the vectors are in the source tree (tests/vectors/statistics_dir.cc).
const char* StatisticsDir();

/// tests/vectors/statistics/`name`.json, made by scripts/statistics_vectors/`name`.py: what other
/// libraries say of the same numbers. For tests alone.
/// They live as long as the program, so that loops may run over a part of them.
inline const nlohmann::json& StatisticsVectors(const std::string& name) {
  static std::map<std::string, nlohmann::json> known;
  nlohmann::json& vectors = known[name];
  if (vectors.is_null()) {
    std::string path = std::string(StatisticsDir()) + "/" + name + ".json";
    std::ifstream file(path);
    EXPECT_TRUE(file) << path;
    vectors = nlohmann::json::parse(file);
  }
  return vectors;
}

/// A number of the vectors: null is NaN.
inline double VectorNumber(const nlohmann::json& value) {
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

inline std::vector<double> VectorNumbers(const nlohmann::json& values) {
  std::vector<double> numbers;
  for (const nlohmann::json& value : values) {
    numbers.push_back(VectorNumber(value));
  }
  return numbers;
}

/// Whether two numbers are the same but for rounding: `tolerance` is relative to the larger, and to
/// 1 near zero. NaN is like NaN.
inline ::testing::AssertionResult IsClose(double got, double want, double tolerance = 1e-10) {
  bool both_undefined = std::isnan(got) && std::isnan(want);
  if (both_undefined || std::abs(got - want) <= tolerance * std::max(1.0, std::abs(want))) {
    return ::testing::AssertionSuccess();
  }
  return ::testing::AssertionFailure() << "got " << got << ", want " << want;
}

/// How a case was resampled: its "resamples" and "seed".
inline BootstrapOptions ResamplingOf(const nlohmann::json& vectors) {
  return {.resamples = vectors.at("resamples"), .seed = vectors.at("seed")};
}

/// Whether the ends are the "low" and "high" of `want`.
inline ::testing::AssertionResult IsInterval(const Estimate& got, const nlohmann::json& want,
                                             double tolerance = 1e-10) {
  ::testing::AssertionResult low = IsClose(got.low, VectorNumber(want.at("low")), tolerance);
  return low ? IsClose(got.high, VectorNumber(want.at("high")), tolerance) : low;
}

}  // namespace autoj

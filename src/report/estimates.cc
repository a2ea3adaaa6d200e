#include "report/estimates.h"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace autoj {
namespace {

// 60.63 % stays 60.63, whatever the double nearest to 0.6063 is.
double In(Unit unit, double number) {
  constexpr double kDigits = 1e10;
  return unit == Unit::kPercent ? std::round(100 * number * kDigits) / kDigits : number;
}

}  // namespace

nlohmann::ordered_json NumberToJson(double number, Unit unit) {
  return std::isfinite(number) ? nlohmann::ordered_json(In(unit, number))
                               : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json EstimateToJson(const Estimate& estimate, Unit unit) {
  return {{"value", NumberToJson(estimate.value, unit)},
          {"low", NumberToJson(estimate.low, unit)},
          {"high", NumberToJson(estimate.high, unit)}};
}

std::string RenderNumber(double number, Unit unit) {
  if (!std::isfinite(number)) {
    return "-";
  }
  return unit == Unit::kPercent ? fmt::format("{:.2f}", In(unit, number))
                                : fmt::format("{:.3f}", number);
}

std::string RenderEstimate(const Estimate& estimate, Unit unit) {
  std::string value = RenderNumber(estimate.value, unit);
  bool is_certain = estimate.low == estimate.value && estimate.high == estimate.value;
  if (is_certain || !std::isfinite(estimate.low) || !std::isfinite(estimate.high)) {
    return value;
  }
  return fmt::format("{} [{}, {}]", value, RenderNumber(estimate.low, unit),
                     RenderNumber(estimate.high, unit));
}

}  // namespace autoj

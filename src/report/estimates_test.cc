#include "report/estimates.h"

#include <gtest/gtest.h>

#include <limits>

#include <nlohmann/json.hpp>

namespace autoj {
namespace {

TEST(Estimates, AreNumbersOrNothing) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(RenderEstimate({0.7371, 0.6755, 0.7925}, Unit::kPercent), "73.71 [67.55, 79.25]");
  EXPECT_EQ(RenderEstimate({0.5, nan, nan}, Unit::kNumber), "0.500");
  EXPECT_EQ(RenderEstimate({}, Unit::kNumber), "-");
  EXPECT_EQ(RenderEstimate({0.5, 0.5, 0.5}, Unit::kNumber), "0.500");
  EXPECT_EQ(RenderEstimate({0.011, 0, 0}, Unit::kNumber), "0.011 [0.000, 0.000]");
  EXPECT_EQ(EstimateToJson({0.5, nan, 0.75}, Unit::kPercent).dump(),
            R"({"value":50.0,"low":null,"high":75.0})");
  EXPECT_EQ(NumberToJson(std::numeric_limits<double>::infinity()).dump(), "null");
}

}  // namespace
}  // namespace autoj

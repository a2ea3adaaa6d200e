#include "engine/memory_plan.h"

#include <gtest/gtest.h>

#include "autoj/error.h"

namespace autoj {
namespace {

constexpr uint64_t kGiB = 1ULL << 30;

// SmolLM2-135M as Q8_0: 30 layers, 3 heads of keys and values, 64 wide.
GgufShape Small() {
  return {.name = "small",
          .file_bytes = 144 << 20,
          .kv_bytes_per_token = 30 * 3 * 128 * 2,
          .context = 8192,
          .heads = 9,
          .vocabulary = 49152};
}

TEST(MemoryPlan, TakesWhatTheInputNeeds) {
  MemoryPlan plan = PlanMemory(Small(), {2784, 1500, true}, {}, {16 * kGiB});
  EXPECT_EQ(plan.parallel, 24u);
  EXPECT_EQ(plan.context, 1536u);
  EXPECT_LT(plan.bytes, 2 * kGiB);
  EXPECT_EQ(PlanMemory(Small(), {3, 1500, true}, {}, {16 * kGiB}).parallel, 3u);
}

TEST(MemoryPlan, LessMemoryMeansFewerAtOnce) {
  MemoryPlan plan = PlanMemory(Small(), {2784, 8192, true}, {}, {kGiB});
  EXPECT_LT(plan.parallel, 8u);
  EXPECT_GE(plan.parallel, 1u);
  EXPECT_LE(plan.bytes, kGiB);
}

TEST(MemoryPlan, WhatIsAskedForIsKeptOrRefused) {
  LocalOptions options;
  options.parallel = 64;
  options.context = 8192;
  EXPECT_EQ(PlanMemory(Small(), {1, 10, true}, options, {64 * kGiB}).parallel, 64u);
  try {
    PlanMemory(Small(), {1, 10, true}, options, {2 * kGiB});
    FAIL() << "planned";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kModel);
    EXPECT_NE(std::string(e.what()).find("--parallel"), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("2.00 GiB are available"), std::string::npos) << e.what();
  }
}

TEST(MemoryPlan, LayersOfAGpuNeedNoRoomOfTheHost) {
  GgufShape large = Small();
  large.file_bytes = 30 * kGiB;
  Workload work{2784, 1500, true};
  EXPECT_EQ(PlanMemory(large, work, {}, {kGiB, 1, 80 * kGiB}).parallel, 24u);
  EXPECT_EQ(PlanMemory(large, work, {}, {16 * kGiB, 0.5, 20 * kGiB}).parallel, 24u);
  EXPECT_THROW(PlanMemory(large, work, {}, {8 * kGiB, 0.5, 80 * kGiB}), Error);
}

TEST(MemoryPlan, AGpuThatIsTooSmallIsNamedWithTheWayOut) {
  GgufShape large = Small();
  large.file_bytes = 30 * kGiB;
  try {
    PlanMemory(large, {1, 1500, true}, {}, {64 * kGiB, 1, 24 * kGiB});
    FAIL() << "planned";
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("on the GPU"), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("lower --gpu-layers"), std::string::npos) << e.what();
  }
}

TEST(MemoryPlan, TheMachineSaysHowMuchItHas) { EXPECT_GT(AvailableMemory(), 64ULL << 20); }

}  // namespace
}  // namespace autoj

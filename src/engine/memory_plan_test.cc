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
  EXPECT_EQ(PlanMemory(large, work, {}, {kGiB, 1, {{"A", 80 * kGiB}}}).parallel, 24u);
  EXPECT_EQ(PlanMemory(large, work, {}, {16 * kGiB, 0.5, {{"A", 20 * kGiB}}}).parallel, 24u);
  EXPECT_THROW(PlanMemory(large, work, {}, {8 * kGiB, 0.5, {{"A", 80 * kGiB}}}), Error);
}

TEST(MemoryPlan, AGpuThatIsTooSmallIsNamedWithTheWayOut) {
  GgufShape large = Small();
  large.file_bytes = 30 * kGiB;
  try {
    PlanMemory(large, {1, 1500, true}, {}, {64 * kGiB, 1, {{"CUDA0", 24 * kGiB}}});
    FAIL() << "planned";
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("on the GPU CUDA0: "), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("lower --gpu-layers"), std::string::npos) << e.what();
  }
}

TEST(MemoryPlan, EachGpuNeedsRoomForItsShare) {
  GgufShape large = Small();
  large.file_bytes = 30 * kGiB;
  auto plan = [&](double first, double second) {
    return PlanMemory(large, {1, 1500, true}, {},
                      {kGiB, 1, {{"CUDA0", 80 * kGiB, first}, {"CUDA1", 8 * kGiB, second}}});
  };
  EXPECT_EQ(plan(9, 1).parallel, 1u);
  try {
    plan(1, 9);
    FAIL() << "planned";
  } catch (const Error& e) {
    std::string what = e.what();
    EXPECT_NE(what.find("on the GPU CUDA1: 27."), std::string::npos) << what;
    EXPECT_NE(what.find("90 % are this GPU's"), std::string::npos) << what;
    EXPECT_NE(what.find("8.00 GiB are available"), std::string::npos) << what;
    EXPECT_NE(what.find("--tensor-split"), std::string::npos) << what;
  }
}

TEST(MemoryPlan, EachGpuNeedsWorkingMemory) {
  Workload work{1, 1500, true};
  uint64_t one = PlanMemory(Small(), work, {}, {kGiB, 1, {{"A", kGiB}}}).bytes;
  uint64_t two = PlanMemory(Small(), work, {}, {kGiB, 1, {{"A", kGiB}, {"B", kGiB}}}).bytes;
  EXPECT_GE(two, one + (96ULL << 20));
}

TEST(MemoryPlan, AGpuThatReportsNoMemoryIsNoLimit) {
  GgufShape large = Small();
  large.file_bytes = 30 * kGiB;
  EXPECT_EQ(PlanMemory(large, {2784, 1500, true}, {}, {kGiB, 1, {{"A", std::nullopt}}}).parallel,
            24u);
}

TEST(MemoryPlan, TheMachineSaysHowMuchItHas) { EXPECT_GT(AvailableMemory(), 64ULL << 20); }

}  // namespace
}  // namespace autoj

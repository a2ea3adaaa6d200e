#include "engine/gpus.h"

#include <gtest/gtest.h>

#include <limits>

#include "autoj/error.h"

namespace autoj {
namespace {

std::vector<Gpu> Two() {
  return {{"CUDA0", "Big", true, nullptr}, {"CUDA1", "Small", true, nullptr}};
}

void ExpectRefused(const LocalOptions& options, const std::vector<Gpu>& gpus,
                   const std::string& words) {
  try {
    PlanOffload(options, gpus);
    FAIL() << "planned";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kUsage);
    EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
  }
}

TEST(Offload, AllLayersOfAllGpusWhereNothingIsSaid) {
  Offload offload = PlanOffload({}, Two());
  EXPECT_EQ(offload.gpus.size(), 2u);
  EXPECT_EQ(offload.LayersOf(30), 31);
  EXPECT_EQ(Describe(offload, 30), "Big + Small (31 of 31 layers)");
}

TEST(Offload, WithoutAGpuTheCpuHasAllOfIt) {
  EXPECT_TRUE(PlanOffload({}, {}).gpus.empty());
  EXPECT_EQ(PlanOffload({}, {}).LayersOf(30), 0);
  EXPECT_TRUE(PlanOffload({.gpu_layers = 0}, Two()).gpus.empty());
}

TEST(Offload, TheCpuAloneNeedsNoLookForGpus) {
  EXPECT_FALSE(ConcernGpus({.gpu_layers = 0}));
  EXPECT_TRUE(ConcernGpus({}));
  EXPECT_TRUE(ConcernGpus({.gpu_layers = 0, .split_mode = "layer"}));
}

TEST(Offload, SomeLayers) {
  EXPECT_EQ(PlanOffload({.gpu_layers = 15}, Two()).LayersOf(30), 15);
  EXPECT_EQ(PlanOffload({.gpu_layers = 99}, Two()).LayersOf(30), 31);
}

TEST(Offload, SplitModes) {
  Offload none = PlanOffload({.split_mode = "none", .main_gpu = 1}, Two());
  ASSERT_EQ(none.gpus.size(), 1u);
  EXPECT_EQ(none.gpus.front().name, "CUDA1");
  EXPECT_EQ(PlanOffload({.split_mode = "none"}, Two()).gpus.front().name, "CUDA0");
  EXPECT_TRUE(PlanOffload({.split_mode = "row"}, Two()).by_rows);
  EXPECT_FALSE(PlanOffload({.split_mode = "layer"}, Two()).by_rows);
}

TEST(Offload, FewerSharesLeaveOutTheLastGpus) {
  EXPECT_EQ(PlanOffload({.tensor_split = {3, 1}}, Two()).gpus.size(), 2u);
  EXPECT_EQ(PlanOffload({.tensor_split = {1}}, Two()).gpus.size(), 1u);
}

TEST(Offload, WhatIsAskedOfAGpuIsNotLeftToTheCpu) {
  for (const LocalOptions& options :
       std::vector<LocalOptions>{{.gpu_layers = 1},
                                 {.split_mode = "layer"},
                                 {.split_mode = "none", .main_gpu = 0},
                                 {.tensor_split = {1}}}) {
    ExpectRefused(options, {}, IsGpuBuild() ? "there is no GPU" : "-DAUTOJ_GPU=cuda");
  }
}

TEST(Offload, WhatIsNotThereIsRefused) {
  ExpectRefused({.split_mode = "none", .main_gpu = 2}, Two(), "the GPUs are 0 to 1");
  ExpectRefused({.tensor_split = {1, 1, 1}}, Two(), "3 shares for 2 GPU(s)");
  ExpectRefused({.split_mode = "column"}, Two(), "none, layer or row");
  ExpectRefused({.split_mode = "row"}, {{"Vulkan0", "Big", false, nullptr}}, "Big cannot");
}

TEST(Offload, WhatWouldBeIgnoredIsRefused) {
  ExpectRefused({.main_gpu = 1}, Two(), "--split-mode none");
  ExpectRefused({.split_mode = "none", .tensor_split = {1, 1}}, Two(), "does not go with");
  ExpectRefused({.gpu_layers = 0, .split_mode = "row"}, Two(), "leaves the GPUs nothing");
}

TEST(Offload, SharesAreNumbersAboveZero) {
  for (float share : {0.F, -1.F, std::numeric_limits<float>::infinity(),
                      std::numeric_limits<float>::quiet_NaN()}) {
    ExpectRefused({.tensor_split = {1, share}}, Two(), "above 0");
  }
}

TEST(Offload, AGpuBuildAloneFindsGpus) { EXPECT_TRUE(IsGpuBuild() || FindGpus().empty()); }

}  // namespace
}  // namespace autoj

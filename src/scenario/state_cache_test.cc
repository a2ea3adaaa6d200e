#include "scenario/state_cache.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "autoj/error.h"
#include "base/test_folder.h"

namespace autoj {
namespace {

const Eigen::VectorXf kFirst{{1, 2, 3}};
const Eigen::VectorXf kSecond{{4, 5, 6}};

class StateCacheTest : public testing::Test {
 protected:
  TestFolder folder_;
  std::string path_ = folder_ / "states.bin";
};

TEST_F(StateCacheTest, KeepsStatesBetweenTwoTrainings) {
  StateCache(path_, "model 1").Put("a query", kFirst);
  StateCache again(path_, "model 1");
  ASSERT_NE(again.Find("a query"), nullptr);
  EXPECT_EQ(*again.Find("a query"), kFirst);
  EXPECT_EQ(again.Find("another"), nullptr);
}

TEST_F(StateCacheTest, AnotherModelsStatesAreRefused) {
  StateCache(path_, "model 1").Put("a query", kFirst);
  EXPECT_THROW(StateCache(path_, "model 2"), Error);
}

TEST_F(StateCacheTest, WhatWasCutOffIsReadAnew) {
  StateCache(path_, "model").Put("first", kFirst);
  StateCache(path_, "model").Put("second", kSecond);
  std::filesystem::resize_file(path_, std::filesystem::file_size(path_) - 1);
  StateCache cut(path_, "model");
  EXPECT_NE(cut.Find("first"), nullptr);
  EXPECT_EQ(cut.Find("second"), nullptr);
  cut.Put("second", kSecond);
  EXPECT_NE(StateCache(path_, "model").Find("second"), nullptr);
}

TEST_F(StateCacheTest, WithoutAFileItForgets) {
  StateCache("", "model").Put("a query", kFirst);
  EXPECT_EQ(StateCache("", "model").Find("a query"), nullptr);
}

}  // namespace
}  // namespace autoj

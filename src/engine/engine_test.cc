#include "autoj/engine.h"

#include <gtest/gtest.h>

namespace autoj {
namespace {

TEST(IsAutojModel, GoesByTheNameAndNotByTheFolder) {
  for (const char* name : {"autoj-13b", "GAIR/autoj-13b", "/models/Auto-J-13B/", "autoj.Q4.gguf"}) {
    EXPECT_TRUE(IsAutojModel(name)) << name;
  }
  for (const char* name :
       {"smollm2", "/home/a/.cache/autoj/models/SmolLM2.gguf", "autoj/x", "/", ""}) {
    EXPECT_FALSE(IsAutojModel(name)) << name;
  }
}

}  // namespace
}  // namespace autoj

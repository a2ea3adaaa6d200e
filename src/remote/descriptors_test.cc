#include "remote/descriptors.h"

#include <sys/resource.h>

#include <gtest/gtest.h>

#include <algorithm>

namespace autoj {
namespace {

TEST(MakeRoomForConnections, TheSoftLimitBecomesTheHardOne) {
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  if (before.rlim_max < 128) {
    GTEST_SKIP() << "this machine allows no more";
  }
  rlimit low = {100, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &low), 0);
  size_t connections = MakeRoomForConnections();
  rlimit after = {};
  getrlimit(RLIMIT_NOFILE, &after);
  EXPECT_EQ(after.rlim_cur, before.rlim_max);
  EXPECT_EQ(connections, std::min<size_t>(before.rlim_max, 1 << 20) - 24);
  setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace
}  // namespace autoj

#include "remote/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

namespace autoj {
namespace {

// The standard streams, the run's store and its lock, input and output, what libcurl itself needs.
constexpr rlim_t kOwnFiles = 24;
// More than any fleet has in flight; "no limit" is a number, too.
constexpr rlim_t kEnough = 1 << 20;

}  // namespace

size_t MakeRoomForConnections() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return kEnough;
  }
  rlim_t had = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) {
    limit.rlim_cur = had;
  }
  rlim_t files = std::min(limit.rlim_cur, kEnough);
  return files > kOwnFiles ? static_cast<size_t>(files - kOwnFiles) : 1;
}

}  // namespace autoj

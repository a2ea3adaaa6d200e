#include "engine/usable_cores.h"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <thread>

namespace autoj {
namespace {

// The quota in cores, or 0 where there is none ("max").
double Quota() {
  std::ifstream in("/sys/fs/cgroup/cpu.max");
  double quota = 0;
  double period = 0;
  return in >> quota >> period && period > 0 ? quota / period : 0;
}

}  // namespace

size_t UsableCores() {
  size_t cores = std::max(1U, std::thread::hardware_concurrency());
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) {
    cores = std::min(cores, static_cast<size_t>(std::max(1, CPU_COUNT(&allowed))));
  }
  if (double quota = Quota(); quota > 0) {
    cores = std::min(cores, std::max<size_t>(1, static_cast<size_t>(std::lround(quota))));
  }
  return cores;
}

}  // namespace autoj

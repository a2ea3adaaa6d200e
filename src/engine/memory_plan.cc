#include "engine/memory_plan.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

#include <fmt/format.h>

#include "autoj/error.h"

namespace autoj {
namespace {

// More sequences than this do not decode faster on a CPU; measured on two cores.
constexpr size_t kWriting = 24;
// Scoring decodes prompts one after the other; a few streams are enough to share prefixes.
constexpr size_t kScoring = 4;
constexpr uint64_t kWorking = 96ULL << 20;

// Four rows a sequence are enough for most; the longest alternative must fit alone.
size_t Rows(const Workload& work, size_t parallel) { return std::max(4 * parallel, work.rows); }

uint64_t Need(const GgufShape& shape, size_t parallel, size_t context, size_t logit_rows) {
  uint64_t kv = shape.kv_bytes_per_token * parallel * context;
  uint64_t rows = uint64_t{4} * static_cast<uint64_t>(shape.vocabulary) * logit_rows;
  uint64_t attention = uint64_t{4} * 512 * static_cast<uint64_t>(shape.heads) * context;
  return shape.file_bytes + kv + rows + attention + kWorking;
}

double GiB(uint64_t bytes) { return static_cast<double>(bytes) / static_cast<double>(1ULL << 30); }

uint64_t ReadNumber(const char* path) {
  std::ifstream in(path);
  uint64_t value = 0;
  return in >> value ? value : 0;
}

// The number behind `name` in a file of "name number" lines, or 0.
uint64_t ReadField(const char* path, const std::string& name) {
  std::ifstream in(path);
  std::string word;
  for (uint64_t value = 0; in >> word >> value; in.ignore(64, '\n')) {
    if (word == name) {
      return value;
    }
  }
  return 0;
}

}  // namespace

MemoryPlan PlanMemory(const GgufShape& shape, const Workload& work, const LocalOptions& options,
                      uint64_t available) {
  size_t context = options.context > 0 ? static_cast<size_t>(options.context) : work.longest;
  context = (std::max<size_t>(context, 1) + 255) / 256 * 256;
  size_t wanted = std::max<size_t>(1, std::min(work.requests, work.writes ? kWriting : kScoring));
  bool fixed = options.parallel > 0;
  size_t parallel = fixed ? static_cast<size_t>(options.parallel) : wanted;
  while (!fixed && parallel > 1 &&
         Need(shape, parallel, context, Rows(work, parallel)) > available) {
    --parallel;
  }
  uint64_t bytes = Need(shape, parallel, context, Rows(work, parallel));
  if (bytes > available) {
    throw Error(
        ErrorKind::kModel,
        fmt::format(
            "not enough memory: {:.2f} GiB are needed (weights {:.2f}, {} sequence(s) of "
            "{} tokens {:.2f}), {:.2f} GiB are available; lower {}, or take a smaller model",
            GiB(bytes), GiB(shape.file_bytes), parallel, context,
            GiB(shape.kv_bytes_per_token * parallel * context), GiB(available),
            parallel > 1 ? "--parallel or --context" : "--context"));
  }
  return {parallel, context, Rows(work, parallel), bytes};
}

uint64_t AvailableMemory() {
  uint64_t available = std::numeric_limits<uint64_t>::max();
  if (uint64_t kib = ReadField("/proc/meminfo", "MemAvailable:"); kib > 0) {
    available = kib << 10;
  }
  if (uint64_t limit = ReadNumber("/sys/fs/cgroup/memory.max"); limit > 0) {
    // Pages of files are given back when they are needed.
    uint64_t used = ReadNumber("/sys/fs/cgroup/memory.current") -
                    ReadField("/sys/fs/cgroup/memory.stat", "file");
    available = std::min(available, limit > used ? limit - used : 0);
  }
  return available;
}

}  // namespace autoj

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

// Bytes on either side; what is worked with is needed on each that computes.
struct Need {
  uint64_t host = 0;
  uint64_t gpus = 0;

  bool FitsInto(const Room& room) const { return host <= room.host && gpus <= room.gpus; }
};

Need NeedOf(const GgufShape& shape, size_t parallel, size_t context, size_t logit_rows,
            const Room& room) {
  uint64_t layers = shape.file_bytes + shape.kv_bytes_per_token * parallel * context;
  uint64_t rows = uint64_t{4} * static_cast<uint64_t>(shape.vocabulary) * logit_rows;
  uint64_t attention = uint64_t{4} * 512 * static_cast<uint64_t>(shape.heads) * context;
  uint64_t working = rows + attention + kWorking;
  uint64_t host = OnHost(room, layers);
  return {host + (room.offloaded < 1 ? working : rows + kWorking),
          layers - host + (room.offloaded > 0 ? working : 0)};
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

uint64_t OnHost(const Room& room, uint64_t bytes) {
  return bytes - static_cast<uint64_t>(static_cast<double>(bytes) * room.offloaded);
}

MemoryPlan PlanMemory(const GgufShape& shape, const Workload& work, const LocalOptions& options,
                      const Room& room) {
  size_t context = options.context > 0 ? static_cast<size_t>(options.context) : work.longest;
  context = (std::max<size_t>(context, 1) + 255) / 256 * 256;
  size_t wanted = std::max<size_t>(1, std::min(work.requests, work.writes ? kWriting : kScoring));
  bool fixed = options.parallel > 0;
  size_t parallel = fixed ? static_cast<size_t>(options.parallel) : wanted;
  auto need_of = [&] { return NeedOf(shape, parallel, context, Rows(work, parallel), room); };
  while (!fixed && parallel > 1 && !need_of().FitsInto(room)) {
    --parallel;
  }
  Need need = need_of();
  if (!need.FitsInto(room)) {
    bool gpu = need.host <= room.host;
    throw Error(
        ErrorKind::kModel,
        fmt::format(
            "not enough memory{}: {:.2f} GiB are needed (weights {:.2f}, {} sequence(s) of "
            "{} tokens {:.2f}{}), {:.2f} GiB are available; lower {}, or take a smaller model",
            gpu ? " on the GPU" : "", GiB(gpu ? need.gpus : need.host), GiB(shape.file_bytes),
            parallel, context, GiB(shape.kv_bytes_per_token * parallel * context),
            room.offloaded > 0
                ? fmt::format(", of which {:.0f} % are the GPU's", 100 * room.offloaded)
                : "",
            GiB(gpu ? room.gpus : room.host),
            fmt::format("{}{}", gpu ? "--gpu-layers, " : "",
                        parallel > 1 ? "--parallel or --context" : "--context")));
  }
  return {parallel, context, Rows(work, parallel), need.host + need.gpus};
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

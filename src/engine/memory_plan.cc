#include "engine/memory_plan.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <numeric>
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

// Bytes on each side; what is worked with is needed on each that computes.
struct Need {
  uint64_t host = 0;
  std::vector<uint64_t> gpus;  // one of each of the room's
};

// Where there is too little, for a message.
struct Shortage {
  uint64_t needed = 0;
  uint64_t available = 0;
  const GpuRoom* gpu = nullptr;  // null: the host's
};

std::optional<Shortage> FindShortage(const Need& need, const Room& room) {
  if (need.host > room.host) {
    return Shortage{need.host, room.host};
  }
  for (size_t i = 0; i < room.gpus.size(); ++i) {
    const GpuRoom& gpu = room.gpus[i];
    if (gpu.free && need.gpus[i] > *gpu.free) {
      return Shortage{need.gpus[i], *gpu.free, &gpu};
    }
  }
  return std::nullopt;
}

Need NeedOf(const GgufShape& shape, size_t parallel, size_t context, size_t logit_rows,
            const Room& room) {
  uint64_t layers = shape.file_bytes + shape.kv_bytes_per_token * parallel * context;
  uint64_t rows = uint64_t{4} * static_cast<uint64_t>(shape.vocabulary) * logit_rows;
  uint64_t attention = uint64_t{4} * 512 * static_cast<uint64_t>(shape.heads) * context;
  uint64_t working = rows + attention + kWorking;
  Need need{OnHost(room, layers) + (room.offloaded < 1 ? working : rows + kWorking), {}};
  for (const GpuRoom& gpu : room.gpus) {
    need.gpus.push_back(OnGpu(room, gpu, layers) + working);
  }
  return need;
}

// The part of all layers that `gpu` holds, 0 to 1.
double PartOf(const Room& room, const GpuRoom& gpu) {
  double shares = 0;
  for (const GpuRoom& other : room.gpus) {
    shares += other.share;
  }
  return room.offloaded * gpu.share / shares;
}

double GiB(uint64_t bytes) { return static_cast<double>(bytes) / static_cast<double>(1ULL << 30); }

// What the user may do about it.
std::string Levers(const Shortage& shortage, size_t parallel, const Room& room) {
  return fmt::format(
      "{}{}{}", shortage.gpu != nullptr ? "--gpu-layers, " : "",
      shortage.gpu != nullptr && room.gpus.size() > 1 ? "this GPU's share of --tensor-split, " : "",
      parallel > 1 ? "--parallel or --context" : "--context");
}

[[noreturn]] void Refuse(const Shortage& shortage, const GgufShape& shape, size_t parallel,
                         size_t context, const Room& room) {
  const GpuRoom* gpu = shortage.gpu;
  std::string part;
  if (room.offloaded > 0) {
    part = fmt::format(", of which {:.0f} % are {}",
                       100 * (gpu != nullptr ? PartOf(room, *gpu) : room.offloaded),
                       gpu != nullptr ? "this GPU's" : "the GPUs'");
  }
  throw Error(
      ErrorKind::kModel,
      fmt::format("not enough memory{}: {:.2f} GiB are needed (weights {:.2f}, {} sequence(s) of "
                  "{} tokens {:.2f}{}), {:.2f} GiB are available; lower {}, or take a smaller "
                  "model",
                  gpu != nullptr ? fmt::format(" on the GPU {}", gpu->name) : "",
                  GiB(shortage.needed), GiB(shape.file_bytes), parallel, context,
                  GiB(shape.kv_bytes_per_token * parallel * context), part, GiB(shortage.available),
                  Levers(shortage, parallel, room)));
}

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

uint64_t OnGpu(const Room& room, const GpuRoom& gpu, uint64_t bytes) {
  return static_cast<uint64_t>(static_cast<double>(bytes) * PartOf(room, gpu));
}

MemoryPlan PlanMemory(const GgufShape& shape, const Workload& work, const LocalOptions& options,
                      const Room& room) {
  size_t context = options.context > 0 ? static_cast<size_t>(options.context) : work.longest;
  context = (std::max<size_t>(context, 1) + 255) / 256 * 256;
  size_t wanted = std::max<size_t>(1, std::min(work.requests, work.writes ? kWriting : kScoring));
  bool fixed = options.parallel > 0;
  size_t parallel = fixed ? static_cast<size_t>(options.parallel) : wanted;
  auto need_of = [&] { return NeedOf(shape, parallel, context, Rows(work, parallel), room); };
  while (!fixed && parallel > 1 && FindShortage(need_of(), room)) {
    --parallel;
  }
  Need need = need_of();
  if (std::optional<Shortage> shortage = FindShortage(need, room)) {
    Refuse(*shortage, shape, parallel, context, room);
  }
  uint64_t bytes = std::accumulate(need.gpus.begin(), need.gpus.end(), need.host);
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

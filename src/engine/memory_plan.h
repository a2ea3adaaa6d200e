#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "autoj/engine.h"
#include "model/gguf_shape.h"

namespace autoj {

/// A GPU that computes.
struct GpuRoom {
  std::string name;              ///< For messages.
  std::optional<uint64_t> free;  ///< In bytes; nothing: not reported, and planned without a limit.
  double share = 1;              ///< Of what the GPUs hold, in proportion to the others'; above 0.
};

/// What may be taken, in bytes, and where the model goes.
struct Room {
  uint64_t host = 0;     ///< Of this machine's memory.
  double offloaded = 0;  ///< The share of the layers that GPUs hold, 0 to 1.
  std::vector<GpuRoom> gpus = {};
};

/// What stays in this machine's memory of `bytes` that are the layers'.
uint64_t OnHost(const Room& room, uint64_t bytes);

/// What `gpu`, one of the room's, holds of them.
uint64_t OnGpu(const Room& room, const GpuRoom& gpu, uint64_t bytes);

/// How much of the machine a local engine takes.
struct MemoryPlan {
  size_t parallel = 1;  ///< Sequences at once.
  size_t context = 0;   ///< Tokens of each.
  size_t rows = 1;      ///< Rows of logits of one step.
  uint64_t bytes = 0;   ///< Weights, KV cache and working memory together.
};

/// What the requests of a run need.
struct Workload {
  size_t requests = 0;
  size_t longest = 0;   ///< Tokens of the longest that fits into the model's context.
  bool writes = false;  ///< Texts are written, not only alternatives scored.
  size_t rows = 1;      ///< The most that one request asks for at once.
};

/// Chooses context and sequences at once so that everything fits into `room`. What `options`
/// ask for is kept. Throws Error(kModel) where it cannot be had, with the bytes that are
/// needed and the option that lowers them. Pure.
MemoryPlan PlanMemory(const GgufShape& shape, const Workload& work, const LocalOptions& options,
                      const Room& room);

/// Bytes that this process may still take: what the system has available, or what its control
/// group leaves, whichever is less.
uint64_t AvailableMemory();

}  // namespace autoj

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "autoj/engine.h"

struct ggml_backend_device;

namespace autoj {

/// A GPU that libllama can compute on.
struct Gpu {
  std::string name;                       ///< As libllama calls it: "CUDA0".
  std::string description;                ///< As its maker calls it.
  bool splits_rows = false;               ///< Whether --split-mode row can be had.
  ggml_backend_device* device = nullptr;  ///< Borrowed from the library.
};

/// All of them, in the order that --main-gpu and --tensor-split count them. Starts none, except
/// where several backends have GPUs: only a started one says whether two are the same.
std::vector<Gpu> FindGpus();

/// What a GPU has, in bytes; both 0: it does not report it.
struct GpuMemory {
  uint64_t free = 0;
  uint64_t total = 0;
};

/// Starts the GPU, which takes time and some of its memory.
GpuMemory AskMemory(const Gpu& gpu);

/// Whether this build computes on GPUs at all; where it does not, how to get one that does.
bool IsGpuBuild();
std::string HowToBuildForGpus();

/// Which GPUs hold which part of a model.
struct Offload {
  std::vector<Gpu> gpus;      ///< None: all of it is the CPU's.
  int layers = 0;             ///< -1: all of them; the output counts as one.
  bool by_rows = false;       ///< Each matrix is split, in place of the list of layers.
  std::vector<float> shares;  ///< One a GPU; empty: by what each has free.

  /// How many of a model's `count` layers (and its output) the GPUs hold.
  int LayersOf(int count) const;
};

/// Whether `options` make it necessary to look for GPUs. Pure.
bool ConcernGpus(const LocalOptions& options);

/// What `options` ask for, of the GPUs that there are. Throws Error(kUsage) where it cannot be
/// had: nothing that was asked for is left to the CPU silently. Pure.
Offload PlanOffload(const LocalOptions& options, const std::vector<Gpu>& gpus);

/// "NVIDIA H100 (31 of 31 layers)", for a model of `count` layers and an output.
std::string Describe(const Offload& offload, int count);

}  // namespace autoj

#include "engine/gpus.h"

#include <ggml-backend.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "autoj/error.h"
#include "base/text.h"
#include "model/library.h"

namespace autoj {
namespace {

Gpu Describe(ggml_backend_dev_t device) {
  ggml_backend_reg_t registry = ggml_backend_dev_backend_reg(device);
  return {.name = ggml_backend_dev_name(device),
          .description = ggml_backend_dev_description(device),
          .splits_rows = ggml_backend_reg_get_proc_address(
                             registry, "ggml_backend_split_buffer_type") != nullptr,
          .device = device};
}

std::vector<ggml_backend_dev_t> DevicesOf(enum ggml_backend_dev_type type) {
  std::vector<ggml_backend_dev_t> devices;
  for (size_t i = 0; i < ggml_backend_dev_count(); ++i) {
    ggml_backend_dev_t device = ggml_backend_dev_get(i);
    if (ggml_backend_dev_type(device) == type) {
      devices.push_back(device);
    }
  }
  return devices;
}

bool ShareBackend(ggml_backend_dev_t a, ggml_backend_dev_t b) {
  return ggml_backend_dev_backend_reg(a) == ggml_backend_dev_backend_reg(b);
}

// The device's, over all backends, or "". Starts the GPU: its properties include its free memory.
std::string IdOf(ggml_backend_dev_t device) {
  ggml_backend_dev_props properties{};
  ggml_backend_dev_get_props(device, &properties);
  return properties.device_id != nullptr ? properties.device_id : "";
}

// Two backends may see the same GPU: the first one keeps it, as in libllama.
std::vector<ggml_backend_dev_t> DiscreteGpus() {
  std::vector<ggml_backend_dev_t> devices = DevicesOf(GGML_BACKEND_DEVICE_TYPE_GPU);
  if (std::all_of(devices.begin(), devices.end(), [&](ggml_backend_dev_t device) {
        return ShareBackend(device, devices.front());
      })) {
    return devices;
  }
  std::set<std::string> ids;
  std::vector<ggml_backend_dev_t> kept;
  for (ggml_backend_dev_t device : devices) {
    std::string id = IdOf(device);
    if (id.empty() || ids.insert(id).second) {
      kept.push_back(device);
    }
  }
  return kept;
}

// Several backends may see the same ones: those of the first alone, as in libllama.
std::vector<ggml_backend_dev_t> IntegratedGpus() {
  std::vector<ggml_backend_dev_t> kept;
  for (ggml_backend_dev_t device : DevicesOf(GGML_BACKEND_DEVICE_TYPE_IGPU)) {
    if (kept.empty() || ShareBackend(device, kept.front())) {
      kept.push_back(device);
    }
  }
  return kept;
}

// The first flag that cannot be meant for the CPU, or "".
std::string_view GpuFlag(const LocalOptions& options) {
  return options.gpu_layers > 0          ? "--gpu-layers"
         : !options.split_mode.empty()   ? "--split-mode"
         : options.main_gpu >= 0         ? "--main-gpu"
         : !options.tensor_split.empty() ? "--tensor-split"
                                         : "";
}

[[noreturn]] void Refuse(const std::string& message) { throw Error(ErrorKind::kUsage, message); }

void CheckFlags(const LocalOptions& options) {
  std::string_view mode = options.split_mode;
  if (!mode.empty() && mode != "none" && mode != "layer" && mode != "row") {
    Refuse(fmt::format("--split-mode \"{}\": it can be none, layer or row",
                       EscapeForTerminal(options.split_mode)));
  }
  if (options.main_gpu >= 0 && mode != "none") {
    Refuse("--main-gpu says which GPU has the whole model: it goes with --split-mode none");
  }
  if (!options.tensor_split.empty() && mode == "none") {
    Refuse("--tensor-split says what each GPU has: it does not go with --split-mode none");
  }
  for (float share : options.tensor_split) {
    if (!std::isfinite(share) || share <= 0) {
      Refuse(
          fmt::format("--tensor-split {}: each share is a number above 0; to leave out the last "
                      "GPUs, give fewer shares",
                      fmt::join(options.tensor_split, ",")));
    }
  }
}

void CheckGpus(const LocalOptions& options, const std::vector<Gpu>& gpus) {
  if (gpus.empty()) {
    Refuse(fmt::format("{}: {}; leave it out to use the CPU", GpuFlag(options),
                       IsGpuBuild() ? "there is no GPU that this build can use (`autoj doctor` "
                                      "lists them)"
                                    : HowToBuildForGpus()));
  }
  if (options.main_gpu >= static_cast<int>(gpus.size())) {
    Refuse(
        fmt::format("--main-gpu {}: there is none; the GPUs are 0 to {} (`autoj doctor` lists "
                    "them)",
                    options.main_gpu, gpus.size() - 1));
  }
  if (options.tensor_split.size() > gpus.size()) {
    Refuse(fmt::format("--tensor-split {}: {} shares for {} GPU(s); give one a GPU at most",
                       fmt::join(options.tensor_split, ","), options.tensor_split.size(),
                       gpus.size()));
  }
  if (options.split_mode == "row" && !gpus.front().splits_rows) {
    Refuse(fmt::format("--split-mode row: {} cannot; take layer",
                       EscapeForTerminal(gpus.front().description)));
  }
}

}  // namespace

std::vector<Gpu> FindGpus() {
  StartLibrary();
  std::vector<ggml_backend_dev_t> devices = DiscreteGpus();
  if (devices.empty()) {
    devices = IntegratedGpus();
  }
  std::vector<Gpu> gpus(devices.size());
  std::transform(devices.begin(), devices.end(), gpus.begin(),
                 [](ggml_backend_dev_t device) { return Describe(device); });
  return gpus;
}

GpuMemory AskMemory(const Gpu& gpu) {
  size_t free = 0;
  size_t total = 0;
  ggml_backend_dev_memory(gpu.device, &free, &total);
  return {free, total};
}

bool IsGpuBuild() { return std::string_view(AUTOJ_GPU) != "none"; }

std::string HowToBuildForGpus() {
  return "this build computes on the CPU alone; one for GPUs is configured with -DAUTOJ_GPU=cuda "
         "(docs/building.md)";
}

int Offload::LayersOf(int count) const {
  int most = count + 1;
  return gpus.empty() ? 0 : layers < 0 ? most : std::min(layers, most);
}

bool ConcernGpus(const LocalOptions& options) {
  return options.gpu_layers != 0 || !GpuFlag(options).empty();
}

Offload PlanOffload(const LocalOptions& options, const std::vector<Gpu>& gpus) {
  CheckFlags(options);
  std::string_view flag = GpuFlag(options);
  if (!flag.empty()) {
    CheckGpus(options, gpus);
  }
  if (options.gpu_layers == 0) {
    if (!flag.empty()) {
      Refuse(fmt::format("{} with --gpu-layers 0, which leaves the GPUs nothing; leave out one",
                         flag));
    }
    return {};
  }
  Offload offload{gpus, options.gpu_layers, options.split_mode == "row", options.tensor_split};
  if (options.split_mode == "none") {
    offload.gpus = {gpus[static_cast<size_t>(std::max(options.main_gpu, 0))]};
  } else if (!offload.shares.empty()) {
    offload.gpus.resize(offload.shares.size());
  }
  return offload;
}

std::string Describe(const Offload& offload, int count) {
  std::vector<std::string> names;
  for (const Gpu& gpu : offload.gpus) {
    names.push_back(gpu.description);
  }
  return fmt::format("{} ({} of {} layers)", fmt::join(names, " + "), offload.LayersOf(count),
                     count + 1);
}

}  // namespace autoj

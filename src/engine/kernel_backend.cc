#include "engine/kernel_backend.h"

#include <ggml-backend-impl.h>
#include <ggml-backend.h>
#include <ggml.h>

#include <cstring>
#include <memory>

#include "engine/kernel_ops.h"
#include "engine/packed_buffer.h"
#include "engine/q8_product.h"

// What ggml calls a backend, in its "accelerator" kind: a companion of the CPU. Two devices make
// it. libllama asks the registered one where weights go: into packed buffers. The backend that it
// starts belongs to the other, which says that results go into the CPU's own buffers, so that
// nothing is copied between the two backends.

namespace autoj {
namespace {

constexpr const char* kName = "autoj kernels";

KernelOps* OpsOf(ggml_backend_t backend) { return static_cast<KernelOps*>(backend->context); }

const char* BackendName(ggml_backend_t) { return kName; }

void Free(ggml_backend_t backend) {
  std::unique_ptr<KernelOps> ops(OpsOf(backend));
  std::unique_ptr<ggml_backend> owned(backend);
}

ggml_status ComputeGraph(ggml_backend_t backend, ggml_cgraph* graph) {
  for (int i = 0; i < ggml_graph_n_nodes(graph); ++i) {
    ggml_tensor* node = ggml_graph_node(graph, i);
    if (node->op == GGML_OP_FLASH_ATTN_EXT) {
      OpsOf(backend)->Attend(node);
    } else if (node->op == GGML_OP_MUL_MAT) {
      OpsOf(backend)->Multiply(node);
    }  // others are views: nothing to do
  }
  return GGML_STATUS_SUCCESS;
}

void SetThreads(ggml_backend_t backend, int threads) { OpsOf(backend)->SetThreads(threads); }

const char* DeviceName(ggml_backend_dev_t) { return kName; }

void DeviceMemory(ggml_backend_dev_t, size_t* free, size_t* total) {
  *free = 0;  // it has none but the CPU's
  *total = 0;
}

enum ggml_backend_dev_type DeviceType(ggml_backend_dev_t) { return GGML_BACKEND_DEVICE_TYPE_ACCEL; }

void DeviceProperties(ggml_backend_dev_t, ggml_backend_dev_props* properties) {
  *properties = {};
  properties->name = kName;
  properties->description = kName;
  properties->type = GGML_BACKEND_DEVICE_TYPE_ACCEL;
  properties->caps.mmap_support = true;
}

bool IsPacked(const ggml_tensor* tensor) {
  const ggml_tensor* owner = tensor->view_src != nullptr ? tensor->view_src : tensor;
  return owner->buffer != nullptr && IsPackedBufferType(owner->buffer->buft);
}

bool Supports(ggml_backend_dev_t, const ggml_tensor* node) {
  return IsDecodeAttention(node) || (IsQ8Product(node) && IsPacked(node->src[0])) ||
         (node->op == GGML_OP_NONE && IsPacked(node));
}

bool SupportsBuffer(ggml_backend_dev_t, ggml_backend_buffer_type_t type) {
  return IsPackedBufferType(type) || ggml_backend_buft_is_host(type);
}

ggml_backend_buffer_type_t BufferForResults(ggml_backend_dev_t) {
  return ggml_backend_cpu_buffer_type();
}

ggml_backend_buffer_type_t BufferForWeights(ggml_backend_dev_t device) {
  return HasFastQ8Product() ? PackedBufferType(device) : ggml_backend_cpu_buffer_type();
}

ggml_backend_t Start(ggml_backend_dev_t device, const char*);

ggml_backend_device MakeDevice(ggml_backend_reg_t registry,
                               ggml_backend_buffer_type_t (*buffer_type)(ggml_backend_dev_t)) {
  ggml_backend_device device = {};
  device.iface.get_name = DeviceName;
  device.iface.get_description = DeviceName;
  device.iface.get_memory = DeviceMemory;
  device.iface.get_type = DeviceType;
  device.iface.get_props = DeviceProperties;
  device.iface.init_backend = Start;
  device.iface.get_buffer_type = buffer_type;
  device.iface.supports_op = Supports;
  device.iface.supports_buft = SupportsBuffer;
  device.reg = registry;
  return device;
}

ggml_backend_t Start(ggml_backend_dev_t device, const char*) {
  static ggml_guid guid = {0x61, 0x75, 0x74, 0x6f, 0x6a, 0x2d, 0x6b, 0x65,
                           0x72, 0x6e, 0x65, 0x6c, 0x73, 0x2d, 0x30, 0x31};
  static ggml_backend_device computing = MakeDevice(device->reg, BufferForResults);
  auto backend = std::make_unique<ggml_backend>();
  backend->guid = &guid;
  backend->iface.get_name = BackendName;
  backend->iface.free = Free;
  backend->iface.graph_compute = ComputeGraph;
  backend->device = &computing;
  backend->context = std::make_unique<KernelOps>().release();
  return backend.release();
}

const char* RegistryName(ggml_backend_reg_t) { return kName; }

size_t DeviceCount(ggml_backend_reg_t) { return 1; }

ggml_backend_dev_t Device(ggml_backend_reg_t registry, size_t) {
  static ggml_backend_device device = MakeDevice(registry, BufferForWeights);
  return &device;
}

void* FindFunction(ggml_backend_reg_t, const char* name) {
  bool found = std::strcmp(name, "ggml_backend_set_n_threads") == 0;
  return found ? reinterpret_cast<void*>(SetThreads) : nullptr;
}

}  // namespace

void RegisterKernelBackend() {
  static ggml_backend_reg registry = {
      GGML_BACKEND_API_VERSION, {RegistryName, DeviceCount, Device, FindFunction}, nullptr};
  static bool once = (ggml_backend_register(&registry), true);
  static_cast<void>(once);
}

}  // namespace autoj

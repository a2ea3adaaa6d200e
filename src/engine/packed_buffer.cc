#include "engine/packed_buffer.h"

#include <ggml-backend-impl.h>
#include <ggml.h>

#include "engine/q8_product.h"

namespace autoj {
namespace {

const char* Name(ggml_backend_buffer_type_t) { return "packed Q8_0"; }

// libllama sets a tensor of weights once, as a whole.
void SetTensor(ggml_backend_buffer_t, ggml_tensor* tensor, const void* data, size_t offset,
               size_t size) {
  GGML_ASSERT(offset == 0 && size == ggml_nbytes(tensor));
  Q8Weights shape{nullptr, static_cast<size_t>(tensor->ne[1]), static_cast<size_t>(tensor->ne[0])};
  PackQ8(static_cast<const uint8_t*>(data), shape, static_cast<uint8_t*>(tensor->data));
}

// The CPU's memory, filled in another way.
ggml_backend_buffer_t Allocate(ggml_backend_buffer_type_t type, size_t size) {
  ggml_backend_buffer_t buffer =
      ggml_backend_buft_alloc_buffer(ggml_backend_cpu_buffer_type(), size);
  if (buffer != nullptr) {
    buffer->buft = type;
    buffer->iface.set_tensor = SetTensor;
    buffer->iface.get_tensor = nullptr;
    buffer->iface.cpy_tensor = nullptr;
  }
  return buffer;
}

size_t Alignment(ggml_backend_buffer_type_t) { return 64; }

}  // namespace

ggml_backend_buffer_type_t PackedBufferType(ggml_backend_dev_t device) {
  static ggml_backend_buffer_type type = [&] {
    ggml_backend_buffer_type it = {};
    it.iface.get_name = Name;
    it.iface.alloc_buffer = Allocate;
    it.iface.get_alignment = Alignment;
    it.device = device;
    return it;
  }();
  return &type;
}

bool IsPackedBufferType(ggml_backend_buffer_type_t type) { return type->iface.get_name == Name; }

}  // namespace autoj

#pragma once

#include <ggml-backend.h>

namespace autoj {

/// Where weights of type Q8_0 lie packed (PackQ8): a buffer type of `device`, in this machine's
/// memory, which only nodes of KernelOps::Multiply can read. The same for every call.
ggml_backend_buffer_type_t PackedBufferType(ggml_backend_dev_t device);

bool IsPackedBufferType(ggml_backend_buffer_type_t type);

}  // namespace autoj

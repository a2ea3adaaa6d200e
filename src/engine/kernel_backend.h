#pragma once

namespace autoj {

/// Lets libllama leave to this folder's kernels what they do faster than its own: the attention of
/// decode-shaped batches (few query rows a stream, flash attention on, a KV cache of 16-bit floats)
/// and, where HasFastQ8Product, products with weights of type Q8_0, which are packed as they are
/// loaded. All in this machine's memory; whatever else a graph holds stays where it was. Once a
/// process, before a model is loaded; later calls do nothing.
void RegisterKernelBackend();

}  // namespace autoj

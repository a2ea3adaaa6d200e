#pragma once

#include <cstdint>
#include <vector>

struct ggml_tensor;

namespace autoj {

/// Runs nodes of a ggml graph with this folder's kernels, on OpenMP's threads: they are those of
/// libllama's own graph, so that no second pool waits beside it. One thread at a time.
class KernelOps {
 public:
  void SetThreads(int threads) { threads_ = threads; }

  /// Of a node that IsDecodeAttention holds for.
  void Attend(ggml_tensor* node);

  /// Of a node that IsQ8Product holds for and whose weights are packed.
  void Multiply(ggml_tensor* node);

 private:
  int threads_ = 1;
  std::vector<float> space_;      // of attention, of all threads
  std::vector<uint8_t> rounded_;  // the vectors of a product
};

/// Whether a node is attention that ComputeDecodeAttention can compute, of few rows a stream.
bool IsDecodeAttention(const ggml_tensor* node);

/// Whether a node is a product that MultiplyQ8 can compute once its weights are packed.
bool IsQ8Product(const ggml_tensor* node);

/// Whether a matrix can be packed for it.
bool IsQ8Matrix(const ggml_tensor* weights);

}  // namespace autoj

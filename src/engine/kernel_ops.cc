#include "engine/kernel_ops.h"

#include <ggml.h>

#include <algorithm>
#include <atomic>
#include <cstring>

#include "engine/decode_attention.h"
#include "engine/q8_product.h"

namespace autoj {
namespace {

// More query rows a stream are a prompt, for which libllama has kernels that suit it.
constexpr int64_t kMostTokens = 8;

float Parameter(const ggml_tensor* node, size_t index) {
  float value = 0;
  std::memcpy(&value, node->op_params + index, sizeof(value));
  return value;
}

bool IsRows(const ggml_tensor* tensor, ggml_type type) {
  return tensor->type == type && tensor->nb[0] == ggml_type_size(type);
}

template <typename T>
DecodeAttention::Rows<T> RowsOf(const ggml_tensor* tensor) {
  return {static_cast<const T*>(tensor->data), tensor->nb[1], tensor->nb[2],
          tensor->ne[3] == 1 ? 0 : tensor->nb[3]};
}

DecodeAttention WorkOf(ggml_tensor* node) {
  const ggml_tensor* query = node->src[0];
  const ggml_tensor* key = node->src[1];
  const ggml_tensor* value = node->src[2];
  DecodeAttention work;
  work.streams = static_cast<size_t>(query->ne[3]);
  work.tokens = static_cast<size_t>(query->ne[1]);
  work.heads = static_cast<size_t>(query->ne[2]);
  work.kv_heads = static_cast<size_t>(key->ne[2]);
  work.keys = static_cast<size_t>(key->ne[1]);
  work.key_size = static_cast<size_t>(key->ne[0]);
  work.value_size = static_cast<size_t>(value->ne[0]);
  work.scale = Parameter(node, 0);
  work.query = RowsOf<float>(query);
  work.key = RowsOf<uint16_t>(key);
  work.value = RowsOf<uint16_t>(value);
  if (node->src[3] != nullptr) {
    work.mask = RowsOf<uint16_t>(node->src[3]);
  }
  work.output = static_cast<float*>(node->data);
  return work;
}

}  // namespace

// The order of a tensor's extents: values, tokens, heads, streams. ALiBi, a soft cap on the scores
// and sinks are left to libllama.
bool IsDecodeAttention(const ggml_tensor* node) {
  if (node->op != GGML_OP_FLASH_ATTN_EXT) {
    return false;
  }
  const ggml_tensor* query = node->src[0];
  const ggml_tensor* key = node->src[1];
  const ggml_tensor* value = node->src[2];
  const ggml_tensor* mask = node->src[3];
  bool plain = Parameter(node, 1) == 0 && Parameter(node, 2) == 0 && node->src[4] == nullptr;
  bool shapes = query->ne[1] <= kMostTokens && key->ne[0] % 16 == 0 && value->ne[0] % 16 == 0 &&
                query->ne[2] % key->ne[2] == 0 && value->ne[2] == key->ne[2] &&
                key->ne[3] == query->ne[3] && value->ne[3] == query->ne[3];
  bool masked = mask == nullptr || (IsRows(mask, GGML_TYPE_F16) && mask->ne[2] == 1 &&
                                    (mask->ne[3] == 1 || mask->ne[3] == query->ne[3]));
  return plain && shapes && masked && IsRows(query, GGML_TYPE_F32) && IsRows(key, GGML_TYPE_F16) &&
         IsRows(value, GGML_TYPE_F16) && ggml_is_contiguous(node);
}

bool IsQ8Matrix(const ggml_tensor* weights) {
  return weights->type == GGML_TYPE_Q8_0 && ggml_is_contiguous(weights) && weights->ne[2] == 1 &&
         weights->ne[3] == 1 && weights->ne[1] % static_cast<int64_t>(Q8Weights::kPanel) == 0;
}

bool IsQ8Product(const ggml_tensor* node) {
  return node->op == GGML_OP_MUL_MAT && IsQ8Matrix(node->src[0]) &&
         node->src[1]->type == GGML_TYPE_F32 && ggml_is_contiguous(node->src[1]) &&
         ggml_is_contiguous(node);
}

// A thread takes whole streams, whose keys it reads in order; KV heads where streams are too few.
void KernelOps::Attend(ggml_tensor* node) {
  DecodeAttention work = WorkOf(node);
  size_t space = (DecodeAttentionSpace(work) + 63) / 64 * 64;
  auto threads = static_cast<size_t>(threads_);
  space_.resize(std::max(space_.size(), space * threads));
  size_t heads = work.streams >= threads ? work.kv_heads : 1;  // of a part
  size_t parts_of_stream = work.kv_heads / heads;
  size_t parts = work.streams * parts_of_stream;
  std::atomic<size_t> spaces = 0;
#pragma omp parallel num_threads(threads_)
  {
    float* own = space_.data() + spaces++ * space;
#pragma omp for schedule(dynamic)
    for (size_t part = 0; part < parts; ++part) {
      size_t first = part % parts_of_stream * heads;
      ComputeDecodeAttention(work, part / parts_of_stream, first, first + heads, own);
    }
  }
}

void KernelOps::Multiply(ggml_tensor* node) {
  constexpr size_t kChunk = 4;  // panels that a thread takes at once
  const ggml_tensor* matrix = node->src[0];
  Q8Weights weights{static_cast<const uint8_t*>(matrix->data), static_cast<size_t>(matrix->ne[1]),
                    static_cast<size_t>(matrix->ne[0])};
  auto vectors = static_cast<size_t>(ggml_nrows(node->src[1]));
  const auto* input = static_cast<const float*>(node->src[1]->data);
  auto* output = static_cast<float*>(node->data);
  rounded_.resize(std::max(rounded_.size(), Q8VectorBytes(weights, vectors)));
  size_t tiles = Q8Tiles(vectors);
  size_t panels = weights.Panels();
#pragma omp parallel num_threads(threads_)
  {
#pragma omp for schedule(static)
    for (size_t tile = 0; tile < tiles; ++tile) {
      RoundQ8Tile(weights, input, vectors, tile, rounded_.data());
    }
#pragma omp for schedule(dynamic)
    for (size_t first = 0; first < panels; first += kChunk) {
      MultiplyQ8(weights, {rounded_.data(), vectors}, first, std::min(first + kChunk, panels),
                 output);
    }
  }
}

}  // namespace autoj

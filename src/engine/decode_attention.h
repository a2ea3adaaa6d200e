#pragma once

#include <cstddef>
#include <cstdint>

namespace autoj {

/// Attention of the next tokens of many sequences: a few query rows for each stream of a KV cache
/// of 16-bit floats. A block of keys and values is converted once for all query heads that share
/// it, and the softmax goes along with it ("online"), so that the cache is read once, in order.
struct DecodeAttention {
  /// Steps are in bytes. Within a row, values are next to each other.
  template <typename T>
  struct Rows {
    const T* data = nullptr;
    size_t row = 0;     ///< From one token to the next.
    size_t head = 0;    ///< From one head to the next.
    size_t stream = 0;  ///< From one stream to the next.
  };

  size_t streams = 0;
  size_t tokens = 0;  ///< Query rows of each stream.
  size_t heads = 0;   ///< A multiple of kv_heads.
  size_t kv_heads = 0;
  size_t keys = 0;      ///< Of each stream, those that are masked included.
  size_t key_size = 0;  ///< Multiples of 16, as is value_size.
  size_t value_size = 0;
  float scale = 1;

  Rows<float> query;
  Rows<uint16_t> key;
  Rows<uint16_t> value;
  Rows<uint16_t> mask;      ///< One row a token, added to the scores; data null: nothing is masked.
  float* output = nullptr;  ///< streams x tokens x heads x value_size, without gaps.
};

/// The floats of working space that ComputeDecodeAttention needs.
size_t DecodeAttentionSpace(const DecodeAttention& work);

/// Computes the query heads of the KV heads [first, last) of one stream. Where all keys are masked
/// the output is zero. Calls for different heads or streams may run at the same time, each with a
/// working space of its own.
void ComputeDecodeAttention(const DecodeAttention& work, size_t stream, size_t first, size_t last,
                            float* space);

}  // namespace autoj

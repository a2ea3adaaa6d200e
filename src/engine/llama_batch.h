#pragma once

#include <llama-cpp.h>

#include <vector>

#include "engine/batch_scheduler.h"

namespace autoj {

/// The KV cache and compute buffers of a model for a number of streams: carries out the steps of a
/// BatchScheduler. One thread at a time.
class LlamaBatch {
 public:
  struct Shape {
    size_t streams = 1;
    size_t context = 0;  ///< Tokens of each stream.
    size_t chunk = 512;  ///< Tokens of a batch.
    size_t rows = 1;     ///< Rows of logits that a batch may ask for.
    int threads = 1;
    bool flash_attention = false;
  };

  /// Throws Error(kModel) where the buffers cannot be had.
  LlamaBatch(llama_model* model, const Shape& shape);

  /// Copies, rolls back and decodes. False where `abort` became true in the meantime.
  /// Throws Error(kModel) where the library fails.
  bool Decode(const BatchScheduler::Step& step);

  /// The logits of entry `index` of the last step; valid until the next.
  const float* Row(size_t index) const;

  /// While it returns true, decoding ends as soon as it can.
  void AbortWhen(bool (*callback)(void*), void* data);

 private:
  llama_context_ptr context_;
};

}  // namespace autoj

#include "engine/llama_batch.h"

#include <fmt/format.h>

#include <algorithm>

#include "autoj/error.h"

namespace autoj {
namespace {

// llama_batch with its arrays; every token belongs to one sequence.
struct Arrays {
  explicit Arrays(const std::vector<BatchScheduler::Entry>& entries)
      : tokens(entries.size()),
        positions(entries.size()),
        sequences(entries.size()),
        sequence_counts(entries.size(), 1),
        sequence_lists(entries.size()),
        wants(entries.size()) {
    for (size_t i = 0; i < entries.size(); ++i) {
      tokens[i] = entries[i].token;
      positions[i] = entries[i].position;
      sequences[i] = entries[i].slot;
      sequence_lists[i] = &sequences[i];
      wants[i] = entries[i].wants_row ? 1 : 0;
    }
  }

  llama_batch Batch() {
    return {static_cast<int32_t>(tokens.size()),
            tokens.data(),
            nullptr,
            positions.data(),
            sequence_counts.data(),
            sequence_lists.data(),
            wants.data()};
  }

  std::vector<llama_token> tokens;
  std::vector<llama_pos> positions;
  std::vector<llama_seq_id> sequences;
  std::vector<int32_t> sequence_counts;
  std::vector<llama_seq_id*> sequence_lists;
  std::vector<int8_t> wants;
};

}  // namespace

LlamaBatch::LlamaBatch(llama_model* model, const Shape& shape) {
  llama_context_params params = llama_context_default_params();
  params.n_ctx = static_cast<uint32_t>(shape.context * shape.streams);
  params.n_batch = static_cast<uint32_t>(shape.chunk);
  params.n_ubatch = static_cast<uint32_t>(shape.chunk);
  params.n_seq_max = static_cast<uint32_t>(shape.streams);
  params.n_outputs_max = static_cast<uint32_t>(std::min(shape.chunk, shape.rows));
  params.n_threads = shape.threads;
  params.n_threads_batch = shape.threads;
  params.kv_unified = false;  // one stream a sequence: a unified cache makes strangers share costs
  params.flash_attn_type =
      shape.flash_attention ? LLAMA_FLASH_ATTN_TYPE_ENABLED : LLAMA_FLASH_ATTN_TYPE_DISABLED;
  params.no_perf = true;
  context_.reset(llama_init_from_model(model, params));
  if (!context_) {
    throw Error(ErrorKind::kModel,
                fmt::format("libllama cannot make {} streams of {} tokens; lower --parallel or "
                            "--context",
                            shape.streams, shape.context));
  }
}

bool LlamaBatch::Decode(const BatchScheduler::Step& step) {
  llama_memory_t memory = llama_get_memory(context_.get());
  for (const BatchScheduler::Copy& copy : step.copies) {
    llama_memory_seq_cp(memory, copy.from, copy.to, -1, -1);
  }
  for (const BatchScheduler::Rollback& rollback : step.rollbacks) {
    if (!llama_memory_seq_rm(memory, rollback.slot, static_cast<llama_pos>(rollback.keep), -1)) {
      throw Error(ErrorKind::kModel,
                  "this model's memory cannot be rolled back (a recurrent architecture), which the "
                  "local engine needs; take a transformer");
    }
  }
  Arrays arrays(step.entries);
  int32_t result = llama_decode(context_.get(), arrays.Batch());
  if (result == 2) {
    return false;  // aborted
  }
  if (result != 0) {
    throw Error(ErrorKind::kModel, fmt::format("libllama failed to decode a batch of {} tokens "
                                               "({}); lower --parallel or --context",
                                               step.entries.size(), result));
  }
  return true;
}

const float* LlamaBatch::Row(size_t index) const {
  return llama_get_logits_ith(context_.get(), static_cast<int32_t>(index));
}

void LlamaBatch::AbortWhen(bool (*callback)(void*), void* data) {
  llama_set_abort_callback(context_.get(), callback, data);
}

}  // namespace autoj

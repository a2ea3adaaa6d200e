#include "engine/hidden_states.h"

#include <ggml-backend.h>
#include <llama-cpp.h>

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "autoj/error.h"

namespace autoj {
namespace {

// Takes a layer's output out of the graph while it is computed.
struct Tap {
  std::string tensor;
  std::vector<std::vector<float>> rows;

  static bool Callback(ggml_tensor* tensor, bool ask, void* data) {
    Tap& tap = *static_cast<Tap*>(data);
    bool mine = tap.tensor == ggml_get_name(tensor);
    if (mine && !ask) {
      auto width = static_cast<size_t>(tensor->ne[0]);
      for (int64_t row = 0; row < tensor->ne[1]; ++row) {
        std::vector<float>& values = tap.rows.emplace_back(width);
        ggml_backend_tensor_get(tensor, values.data(), static_cast<size_t>(row) * tensor->nb[1],
                                width * sizeof(float));
      }
    }
    return ask ? mine : true;
  }
};

}  // namespace

std::vector<std::vector<float>> ComputeHiddenStates(llama_model* model,
                                                    const std::vector<int32_t>& tokens, int layer,
                                                    int threads) {
  int layers = llama_model_n_layer(model);
  if (layer < 0 || layer >= layers) {
    throw Error(ErrorKind::kModel,
                fmt::format("layer {}: the model has layers 0 to {}", layer, layers - 1));
  }
  Tap tap{fmt::format("l_out-{}", layer), {}};
  auto count = static_cast<uint32_t>(tokens.size());
  llama_context_params params = llama_context_default_params();
  params.n_ctx = count;
  params.n_batch = count;
  params.n_ubatch = std::min(count, 512U);
  params.n_threads = threads;
  params.n_threads_batch = threads;
  params.embeddings = true;  // every token is an output: the last layer keeps all its rows
  params.cb_eval = Tap::Callback;
  params.cb_eval_user_data = &tap;
  params.no_perf = true;
  llama_context_ptr context(llama_init_from_model(model, params));
  std::vector<int32_t> copy = tokens;
  if (!context ||
      llama_decode(context.get(), llama_batch_get_one(copy.data(), static_cast<int32_t>(count))) !=
          0 ||
      tap.rows.size() != tokens.size()) {
    throw Error(ErrorKind::kModel, fmt::format("libllama gives no states of layer {} for {} tokens",
                                               layer, tokens.size()));
  }
  return std::move(tap.rows);
}

}  // namespace autoj

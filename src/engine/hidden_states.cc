#include "engine/hidden_states.h"

#include <ggml-backend.h>
#include <llama-cpp.h>

#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>

#include "autoj/error.h"

namespace autoj {
namespace {

// Takes layers' outputs out of the graph while it is computed.
struct Tap {
  std::map<std::string, TokenStates> rows;  // by the tensor's name

  static bool Callback(ggml_tensor* tensor, bool ask, void* data) {
    std::map<std::string, TokenStates>& all = static_cast<Tap*>(data)->rows;
    auto mine = all.find(ggml_get_name(tensor));
    if (ask) {
      return mine != all.end();
    }
    if (mine != all.end()) {
      auto width = static_cast<size_t>(tensor->ne[0]);
      for (int64_t row = 0; row < tensor->ne[1]; ++row) {
        std::vector<float>& values = mine->second.emplace_back(width);
        ggml_backend_tensor_get(tensor, values.data(), static_cast<size_t>(row) * tensor->nb[1],
                                width * sizeof(float));
      }
    }
    return true;
  }
};

std::string TensorName(int layer) { return fmt::format("l_out-{}", layer); }

void CheckLayers(const llama_model* model, const std::vector<int>& layers) {
  int count = llama_model_n_layer(model);
  for (int layer : layers) {
    if (layer < 0 || layer >= count) {
      throw Error(ErrorKind::kModel,
                  fmt::format("layer {}: the model has layers 0 to {}", layer, count - 1));
    }
  }
}

llama_context_params ParamsFor(uint32_t tokens, int threads, Tap* tap) {
  llama_context_params params = llama_context_default_params();
  params.n_ctx = tokens;
  params.n_batch = tokens;
  params.n_ubatch = std::min(tokens, 512U);
  params.n_threads = threads;
  params.n_threads_batch = threads;
  params.embeddings = true;  // every token is an output: the last layer keeps all its rows
  params.cb_eval = Tap::Callback;
  params.cb_eval_user_data = tap;
  params.no_perf = true;
  return params;
}

}  // namespace

std::vector<TokenStates> ComputeHiddenStates(llama_model* model, const std::vector<int32_t>& tokens,
                                             const std::vector<int>& layers, int threads) {
  CheckLayers(model, layers);
  Tap tap;
  for (int layer : layers) {
    tap.rows[TensorName(layer)];
  }
  auto count = static_cast<uint32_t>(tokens.size());
  llama_context_ptr context(llama_init_from_model(model, ParamsFor(count, threads, &tap)));
  std::vector<int32_t> copy = tokens;
  bool decoded =
      context && llama_decode(context.get(),
                              llama_batch_get_one(copy.data(), static_cast<int32_t>(count))) == 0;
  std::vector<TokenStates> states;
  for (int layer : layers) {
    const TokenStates& rows = tap.rows.at(TensorName(layer));
    if (!decoded || rows.size() != tokens.size()) {
      throw Error(
          ErrorKind::kModel,
          fmt::format("libllama gives no states of layer {} for {} tokens", layer, tokens.size()));
    }
    states.push_back(rows);
  }
  return states;
}

}  // namespace autoj

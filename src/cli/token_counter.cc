#include "cli/token_counter.h"

#include <memory>

#include "engine/llama_model.h"
#include "model/default_model.h"

namespace autoj {

TokenCounter MakeTokenCounter(const std::string& model) {
  if (model.empty()) {
    return {};
  }
  auto vocabulary = std::make_shared<LlamaModel>(
      LlamaModel::Load(ResolveModel(model), LlamaModel::Part::kVocabulary));
  return [vocabulary](const std::string& text) {
    return vocabulary->TokenizeContinuation(text).size();
  };
}

}  // namespace autoj

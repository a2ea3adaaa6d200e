#include "remote/dialect.h"

#include "autoj/error.h"
#include "remote/llama_server_dialect.h"
#include "remote/openai_dialect.h"
#include "remote/vllm_dialect.h"

namespace autoj {
namespace {

Api ChooseApi(const DialectNeeds& needs) {
  if (needs.api == "completions" && needs.chat) {
    throw Error(ErrorKind::kUsage,
                "--api completions cannot take the wrapper \"chat\" here: the server does not show "
                "its chat template; use --api chat, or --wrapper none");
  }
  bool chat = needs.api.empty() ? needs.chat : needs.api == "chat";
  return chat ? Api::kChat : Api::kCompletions;
}

}  // namespace

std::unique_ptr<Dialect> MakeDialect(const DialectNeeds& needs) {
  if (needs.card.kind == ServerKind::kLlamaServer && needs.api != "chat") {
    return MakeLlamaServerDialect(needs);
  }
  Api api = ChooseApi(needs);
  if (needs.card.kind == ServerKind::kVllm) {
    return std::make_unique<VllmDialect>(needs.card.model, api);
  }
  return std::make_unique<OpenAiDialect>(needs.card.model, api);
}

}  // namespace autoj

#include <memory>

#include <fmt/format.h>

#include "autoj/engine.h"
#include "autoj/error.h"
#include "base/text.h"
#include "engine/fake_engine.h"
#include "engine/llama_engine.h"
#include "model/default_model.h"
#include "remote/remote_engine.h"
#include "remote/server_address.h"

namespace autoj {

std::unique_ptr<Engine> MakeEngine(const EngineOptions& options) {
  if (options.kind == "fake") {
    return std::make_unique<FakeEngine>();
  }
  if (!options.kind.empty()) {
    throw Error(ErrorKind::kUsage,
                fmt::format("unknown engine \"{}\"; known: fake", EscapeForTerminal(options.kind)));
  }
  std::function<void(const std::string&)> on_step =
      options.on_step ? options.on_step : [](const std::string&) {};
  if (IsServerAddress(options.model)) {
    return std::make_unique<RemoteEngine>(
        options.model, options.remote,
        options.on_warning ? options.on_warning : [](const std::string&) {}, options.stop);
  }
  CheckScheme(options.model);
  return std::make_unique<LlamaEngine>(ResolveModel(options.model), options.local,
                                       std::move(on_step));
}

}  // namespace autoj

#include "cli/engine_flags.h"

#include "cli/is_finite.h"

namespace autoj {

void AddServerFlags(CLI::App* command, EngineOptions* engine) {
  RemoteOptions* remote = &engine->remote;
  command->add_option("--model-name", remote->model_name, "What the servers call the model");
  command->add_option("--api", remote->api, "completions or chat; default: by the wrapper")
      ->check(CLI::IsMember({"completions", "chat"}));
  command->add_option("--api-key-file", remote->key_file,
                      "Holds the key; default: $AUTOJ_API_KEY or $OPENAI_API_KEY");
  command->add_option("--headers", remote->headers_file,
                      "A file of lines \"Name: value\" that go with every request");
  command->add_option("--ca-file", remote->ca_file, "Certificates to trust, not the system's");
  command->add_option("--requests-per-minute", remote->requests_per_minute, "Over all servers")
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--tokens-per-minute", remote->tokens_per_minute,
                   "Prompts and texts, over all servers")
      ->check(CLI::PositiveNumber);
  command->add_option("--connect-timeout", remote->connect_timeout, "Seconds")
      ->check(CLI::Range(0.01, 3600.0));
  command
      ->add_option("--first-byte-timeout", remote->first_byte_timeout,
                   "Seconds until a server begins to answer")
      ->check(CLI::Range(0.01, 86400.0));
  command->add_option("--timeout", remote->timeout, "Seconds that one answer may take")
      ->check(CLI::Range(0.01, 86400.0));
  command
      ->add_option("--patience", remote->patience,
                   "Seconds without any server until the run, or its judgments, fail")
      ->check(CLI::Range(0.0, 86400.0));
}

void AddEngineFlags(CLI::App* command, EngineOptions* engine) {
  command->add_option(
      "--model", engine->model,
      "A .gguf file, or servers (http://host:8000/v1, commas between), or "
      "baseline:longer, shorter, first, second or tie, which need no model; default: "
      "the shipped small model");
  command->add_option("--engine", engine->kind, "fake: no model, for tests");
  command->add_option("--threads", engine->local.threads, "Default: the machine's cores")
      ->check(CLI::Range(1, 1024));
  command
      ->add_option_function<int>(
          "--parallel",
          [engine](int count) { engine->local.parallel = engine->remote.parallel = count; },
          "Sequences, or a server's requests, at once")
      ->check(CLI::Range(1, 4096));
  command->add_option("--context", engine->local.context, "Tokens a sequence may have")
      ->check(CLI::Range(64, 1 << 22));
  command->add_option("--gpu-layers", engine->local.gpu_layers, "-1: all, where there is a GPU")
      ->check(CLI::Range(-1, 100000));
  command
      ->add_option("--split-mode", engine->local.split_mode,
                   "How several GPUs share the model: layer, row or none (one has it all)")
      ->check(CLI::IsMember({"none", "layer", "row"}));
  command->add_option("--main-gpu", engine->local.main_gpu, "The GPU of --split-mode none, from 0")
      ->check(CLI::Range(0, 1023));
  command
      ->add_option("--tensor-split", engine->local.tensor_split,
                   "Each GPU's part, e.g. 3,1; default: by their free memory")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::Range(1e-6, 1e6) & kIsFinite);
  AddServerFlags(command, engine);
}

std::vector<NamedPath> EngineFiles(const EngineOptions& engine) {
  return {{"the model", engine.model.ends_with(".gguf") ? engine.model : ""},
          {"--api-key-file", engine.remote.key_file},
          {"--headers", engine.remote.headers_file},
          {"--ca-file", engine.remote.ca_file}};
}

}  // namespace autoj

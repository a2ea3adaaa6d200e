#include "judge/run_identity.h"

#include <ctime>
#include <filesystem>
#include <system_error>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"
#include "judge/shard.h"

namespace autoj {

Manifest MakeManifest(const JudgeOptions& options, const EngineInfo& info, const Manner& manner) {
  const Decoding& decoding = manner.decoding;
  Manifest manifest;
  manifest.settings = {
      {"model", info.identity},
      {"protocol", options.protocol.empty() ? "by shape" : options.protocol},
      {"language", options.language.empty() ? "auto" : options.language},
      {"wrapper", WrapperName(manner.wrapper)},
      {"mode", ModeName(manner.mode)},
      {"max_tokens", std::to_string(decoding.max_tokens)},
      {"ignore_eos", decoding.ignore_eos ? "true" : "false"},
      {"temperature", fmt::format("{}", decoding.temperature)},
      {"top_p", fmt::format("{}", decoding.top_p)},
      {"seed", std::to_string(decoding.seed)},
  };
  if (options.shard.of > 1) {
    manifest.settings["shard"] = RenderShard(options.shard);
  }
  if (!options.scheme.empty()) {
    manifest.settings["scheme"] = options.scheme;
  }
  manifest.facts = {
      {"model_name", info.model},
      {"hardware", info.hardware},
      {"command", options.command},
      {"autoj", AUTOJ_VERSION},
      {"created", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))},
  };
  return manifest;
}

std::string FolderOfRun(const JudgeOptions& options, const Manifest& manifest) {
  if (!options.run.empty() || options.input.empty()) {
    return options.run;
  }
  std::error_code ignored;
  std::string key = std::filesystem::weakly_canonical(options.input, ignored).string();
  for (const auto& [name, value] : manifest.settings) {
    key += fmt::format("\n{}={}", name, value);
  }
  std::string stem = std::filesystem::path(options.input).stem().string();
  if (options.shard.of > 1) {
    stem += fmt::format("-{}of{}", options.shard.number, options.shard.of);
  }
  return fmt::format("{}/runs/{}-{}", StateFolder(), stem, Sha256(key).substr(0, 12));
}

}  // namespace autoj

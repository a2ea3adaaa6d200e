#include "cli/judge_flags.h"

#include <utility>

#include <fmt/format.h>

#include "autoj/error.h"
#include "base/yaml.h"
#include "baseline/baseline.h"
#include "cli/criteria_flags.h"
#include "cli/engine_flags.h"
#include "cli/is_finite.h"
#include "cli/is_whole.h"
#include "judge/shard.h"

namespace autoj {
namespace {

Mode ParseMode(const std::string& name) {
  return name == "written" ? Mode::kWritten : name == "guided" ? Mode::kGuided : Mode::kScored;
}

// Flags that say what is asked.
void AddAsking(CLI::App* command, JudgeFlags* flags) {
  command->add_option("--protocol", flags->judge.protocol,
                      "A shipped protocol's name or a .yaml file; default: by the item's shape");
  command->add_option("--language", flags->judge.language, "en, zh or auto (by the query)")
      ->check(CLI::IsMember({"en", "zh", "auto"}));
  command
      ->add_option("--mode", flags->mode,
                   "written (read the text), guided (complete its decision) or scored (no text, "
                   "probabilities); default: by the model")
      ->check(CLI::IsMember({"written", "guided", "scored"}));
  AddCriteriaFlags(command, &flags->judge);
  command->add_option("--orders", flags->orders, "both or given (pairs)")
      ->check(CLI::IsMember({"both", "given"}));
  command->add_flag("--ignore-eos", flags->judge.decoding.ignore_eos, "Write exactly --max-tokens");
  command->add_option("--seed", flags->judge.decoding.seed, "Of the draws, with a temperature")
      ->check(kIsWhole);
}

// Flags that say which items are judged, and what is written of them.
void AddItems(CLI::App* command, JudgeFlags* flags) {
  command->add_option("input", flags->input, "JSON lines, or - for standard input")->required();
  command->add_option("--shard", flags->shard,
                      "I/N: only the I-th of N parts of the input; `autoj merge` joins the runs");
  command->add_option("--limit", flags->limit, "Only the first so many items")->check(kIsWhole);
  command->add_option("--retry", flags->retry, "Outcomes to judge again, e.g. unreadable,truncated")
      ->delimiter(',')
      ->check(CLI::IsMember({"unreadable", "truncated", "too_long", "refused", "failed"}));
  command->add_flag("--skip-bad", flags->judge.skip_bad,
                    "Go on without the lines that cannot be read");
  command->add_flag("--json", flags->json, "One JSON object: records and summary");
}

// Flags that say how texts are written.
void AddWriting(CLI::App* command, JudgeFlags* flags) {
  command
      ->add_option("--wrapper", flags->judge.wrapper,
                   "autoj ([INST]), chat (the model's own) or none; default: by the model")
      ->check(CLI::IsMember({"autoj", "chat", "none"}));
  Decoding* decoding = &flags->judge.decoding;
  command->add_option("--max-tokens", decoding->max_tokens, "At most so many new tokens a text")
      ->check(CLI::Range(1, 1 << 20));
  command->add_option("--temperature", decoding->temperature, "0: greedy (the default)")
      ->check(kIsFinite & CLI::Range(0.0, 10.0));
  command->add_option("--top-p", decoding->top_p, "Only the likeliest tokens up to this sum")
      ->check(kIsFinite & CLI::Range(0.0, 1.0));
}

// A baseline takes the place of a model: what says how a model is asked would be ignored.
void CheckBaseline(const JudgeFlags& flags) {
  const Decoding defaults;
  const Decoding& decoding = flags.judge.decoding;
  const std::pair<const char*, bool> given[] = {
      {"--protocol", !flags.judge.protocol.empty()},
      {"--wrapper", !flags.judge.wrapper.empty()},
      {"--mode", !flags.mode.empty()},
      {"--criteria", !flags.judge.criteria.empty()},
      {"--scenarios", !flags.judge.scenarios.empty()},
      {"--classifier", !flags.judge.classifier.empty()},
      {"--weights", !flags.judge.weights.empty()},
      {"--engine", !flags.engine.kind.empty()},
      {"--max-tokens", decoding.max_tokens != defaults.max_tokens},
      {"--ignore-eos", decoding.ignore_eos},
      {"--temperature", decoding.temperature != defaults.temperature},
      {"--top-p", decoding.top_p != defaults.top_p},
      {"--seed", decoding.seed != defaults.seed}};
  for (const auto& [name, is_given] : given) {
    if (is_given) {
      throw Error(ErrorKind::kUsage,
                  fmt::format("{} says how a model is asked, and {} is none; leave it out", name,
                              flags.engine.model));
    }
  }
}

}  // namespace

void AddJudgeFlags(CLI::App* command, JudgeFlags* flags) {
  AddItems(command, flags);
  AddAsking(command, flags);
  AddRunFlags(command, flags);
}

void AddRunFlags(CLI::App* command, JudgeFlags* flags) {
  command->add_option("--run", flags->judge.run, "Folder of the run; default: in the state folder");
  command->add_option("--output", flags->output, "File for the records (JSON lines)");
  AddWriting(command, flags);
  command
      ->add_option("--max-failures", flags->judge.max_failures,
                   "So many failures in a row end the run; 0: never; default: 20 on servers")
      ->check(CLI::NonNegativeNumber);
  CLI::Option* prices =
      command->add_option("--prices", flags->judge.prices,
                          "YAML, model: {prompt, cached, completion}: dollars per million tokens");
  command
      ->add_option("--max-cost", flags->judge.max_cost,
                   "Dollars; where the run's judgments have cost so much, it ends")
      ->needs(prices)
      ->check(kIsFinite & CLI::NonNegativeNumber);
  CLI::Option* quiet = command->add_flag("--quiet", flags->quiet, "No progress and no summary");
  command
      ->add_option("--log-format", flags->log_format,
                   "text, or json: progress, warnings and errors as one JSON object a line")
      ->check(CLI::IsMember({"text", "json"}))
      ->excludes(quiet);
  AddEngineFlags(command, &flags->engine);
}

JudgeOptions ReadJudgeFlags(const JudgeFlags& flags) {
  JudgeOptions options = flags.judge;
  if (FindBaseline(flags.engine.model)) {
    CheckBaseline(flags);
    options.baseline = flags.engine.model;
  }
  if (!flags.mode.empty()) {
    options.mode = ParseMode(flags.mode);
  }
  options.both_orders = flags.orders == "both";
  for (const std::string& name : flags.retry) {
    options.retry.insert(ParseOutcome(name));
  }
  options.input = flags.input;
  options.classifier_threads = flags.engine.local.threads;
  options.shard = ParseShard(flags.shard);
  return options;
}

std::vector<NamedPath> JudgeFiles(const JudgeFlags& flags) {
  const JudgeOptions& judge = flags.judge;
  std::vector<NamedPath> files = EngineFiles(flags.engine);
  files.insert(files.end(), {{"the input", flags.input},
                             {"--protocol", IsYamlFile(judge.protocol) ? judge.protocol : ""},
                             {"--criteria", IsYamlFile(judge.criteria) ? judge.criteria : ""},
                             {"--weights", judge.weights},
                             {"--prices", judge.prices}});
  return files;
}

}  // namespace autoj

#include <unistd.h>

#include <memory>
#include <ostream>
#include <string>

#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "cli/bootstrap_flags.h"
#include "cli/eval_commands.h"
#include "cli/json_output.h"
#include "cli/record_output.h"
#include "report/style_report.h"
#include "study/styled_pairs.h"

namespace autoj {
namespace {

struct StyleFlags {
  std::string run;
  std::string data;
  std::string predictions;
  std::string swapped;
  CompetitorFields fields;
  bool json = false;
  BootstrapOptions bootstrap{.resamples = 1000};
};

StyledPairs Load(const StyleFlags& flags) {
  if (flags.run.empty() == flags.predictions.empty()) {
    throw Error(ErrorKind::kUsage, "give --run, or --data with --predictions");
  }
  if (!flags.run.empty() && !(flags.data.empty() && flags.swapped.empty())) {
    throw Error(ErrorKind::kUsage,
                "--data and --swapped belong to --predictions; a run has its items and orders");
  }
  if (flags.run.empty() && flags.data.empty()) {
    throw Error(ErrorKind::kUsage, "--predictions needs --data: the items that were judged");
  }
  return flags.run.empty()
             ? StyledPairsOfFiles(flags.data, flags.predictions, flags.swapped, flags.fields)
             : StyledPairsOfRun(flags.run, flags.fields);
}

int EvaluateAndTell(const StyleFlags& flags, std::ostream& out) {
  StyledPairs pairs = Load(flags);
  StyleControl control =
      ControlStyle(pairs.comparisons, pairs.competitors.size(), pairs.clusters, flags.bootstrap);
  if (flags.json) {
    WriteJson(out, StyleToJson(pairs, control).dump() + "\n");
  } else {
    out << RenderStyle(pairs, control, TerminalWidth(), isatty(STDOUT_FILENO) != 0);
  }
  return pairs.missing + pairs.undecided == 0 ? 0 : 1;
}

}  // namespace

CommandBody AddEvalStyle(CLI::App& eval) {
  auto flags = std::make_shared<StyleFlags>();
  CLI::App* command = eval.add_subcommand(
      "style", "Win rates of competitors, raw and with length and markdown held equal");
  command->add_option("--run", flags->run, "A run of `autoj judge` over pairs");
  command->add_option("--data", flags->data, "The pairs (JSON lines) that --predictions judge");
  command->add_option("--predictions", flags->predictions,
                      "Verdicts on them, {\"output\": 0|1|2} a line");
  command->add_option("--swapped", flags->swapped,
                      "The same with the responses swapped, not mapped back");
  command
      ->add_option("--first-field", flags->fields.first,
                   "Where an item names who wrote its first response, such as meta.model_1")
      ->required();
  command->add_option("--second-field", flags->fields.second, "And its second response")
      ->required();
  AddBootstrapFlags(command, &flags->bootstrap);
  command->add_flag("--json", flags->json, "One JSON object");
  return [flags](std::ostream& out, std::ostream&) { return EvaluateAndTell(*flags, out); };
}

}  // namespace autoj

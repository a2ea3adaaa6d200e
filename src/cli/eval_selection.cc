#include <unistd.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>

#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "cli/bootstrap_flags.h"
#include "cli/eval_commands.h"
#include "cli/is_whole.h"
#include "cli/json_output.h"
#include "cli/record_output.h"
#include "dataset/system_scores.h"
#include "report/selection_evaluation_report.h"
#include "study/candidate_sets.h"
#include "study/selection_evaluation.h"

namespace autoj {
namespace {

struct SelectionFlags {
  std::string data;
  std::string judge;
  std::string quality;
  std::string run;
  std::string items;
  std::string quality_field;
  std::string systems;
  bool json = false;
  SelectionEvaluationOptions options;
};

void CheckFlags(const SelectionFlags& flags) {
  int sources =
      (flags.data.empty() ? 0 : 1) + (flags.run.empty() ? 0 : 1) + (flags.systems.empty() ? 0 : 1);
  if (sources != 1) {
    throw Error(ErrorKind::kUsage, "give one of --data, --run and --systems");
  }
  if (!flags.data.empty() && flags.quality.empty()) {
    throw Error(ErrorKind::kUsage, "--data needs --quality: whose scores are taken for the truth");
  }
  if (!flags.items.empty() && flags.run.empty()) {
    throw Error(ErrorKind::kUsage,
                "--items is the input of a tournament's --run, which is missing");
  }
  if (!flags.run.empty() && flags.quality_field.empty()) {
    throw Error(ErrorKind::kUsage,
                "--run needs --quality-field: where items keep their responses' quality, such as "
                "meta.quality");
  }
}

CandidateSets FindCandidates(const SelectionFlags& flags) {
  if (flags.run.empty()) {
    return CandidatesOfFile(flags.data, flags.judge, flags.quality);
  }
  return flags.items.empty() ? CandidatesOfRun(flags.run, flags.quality_field)
                             : CandidatesOfTournament(flags.run, flags.items, flags.quality_field);
}

int EvaluateSystemsAndTell(const SelectionFlags& flags, std::ostream& out) {
  SystemEvaluation evaluation =
      EvaluateGivenSystems(ReadSystemScores(flags.systems), flags.options.bootstrap);
  if (flags.json) {
    WriteJson(out, SystemsToJson(evaluation).dump() + "\n");
  } else {
    out << RenderSystems(evaluation, TerminalWidth(), isatty(STDOUT_FILENO) != 0);
  }
  return 0;
}

bool IsComplete(const SelectionEvaluation& evaluation) {
  bool has_all_picks =
      std::all_of(evaluation.all.picks.begin(), evaluation.all.picks.end(),
                  [&](const PickScore& pick) { return pick.picks == evaluation.all.sets; });
  return evaluation.missing == 0 && evaluation.all.unrated == 0 && has_all_picks;
}

int EvaluateAndTell(const SelectionFlags& flags, std::ostream& out) {
  CheckFlags(flags);
  if (!flags.systems.empty()) {
    return EvaluateSystemsAndTell(flags, out);
  }
  SelectionEvaluation evaluation = EvaluateSelection(FindCandidates(flags), flags.options);
  if (flags.json) {
    WriteJson(out, SelectionEvaluationToJson(evaluation).dump() + "\n");
  } else {
    out << RenderSelectionEvaluation(evaluation, TerminalWidth(), isatty(STDOUT_FILENO) != 0);
  }
  return IsComplete(evaluation) ? 0 : 1;
}

}  // namespace

CommandBody AddEvalSelection(CLI::App& eval) {
  auto flags = std::make_shared<SelectionFlags>();
  CLI::App* command = eval.add_subcommand(
      "selection", "Quality of a judge's best-of-N picks, and how its ratings correlate with it");
  command->add_option("--data", flags->data,
                      "{\"prompt\", \"outputs\": {BASE: {\"outputs\", \"logprobs\", \"scores\": "
                      "{JUDGE: [..]}}}} a line");
  command->add_option("--judge", flags->judge,
                      "Who picks, of the names in \"scores\"; default: the one beside --quality");
  command->add_option("--quality", flags->quality, "Whose scores are taken for the truth");
  command->add_option("--run", flags->run,
                      "A run of `autoj select` or `autoj judge`, by rating; or with --items of a "
                      "tournament");
  command->add_option("--items", flags->items,
                      "The input of a tournament's run, which holds comparisons alone");
  command->add_option("--quality-field", flags->quality_field,
                      "Where its items keep their responses' quality, such as meta.quality");
  command->add_option("--systems", flags->systems,
                      "{\"system\", \"rating\", \"reference\"} a line: means per system");
  command
      ->add_option("--n", flags->options.n,
                   "The best of the first N; default: 8,16,32 as far as "
                   "they go")
      ->delimiter(',')
      ->check(kIsWhole);
  AddBootstrapFlags(command, &flags->options.bootstrap);
  command->add_flag("--json", flags->json, "One JSON object");
  return [flags](std::ostream& out, std::ostream&) { return EvaluateAndTell(*flags, out); };
}

}  // namespace autoj

#include <unistd.h>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "cli/bootstrap_flags.h"
#include "cli/eval_commands.h"
#include "cli/is_finite.h"
#include "cli/json_output.h"
#include "cli/record_output.h"
#include "report/pairwise_json.h"
#include "report/pairwise_table.h"
#include "study/judged_sets.h"
#include "study/leaderboard.h"
#include "study/pairwise_evaluation.h"

namespace autoj {
namespace {

struct PairwiseFlags {
  std::string data;
  std::string predictions;
  std::string swapped;
  std::string run;
  std::string scores;
  std::vector<std::string> against;
  std::string type;
  std::string by = "group";
  bool json = false;
  PairwiseOptions options;
};

void CheckFlags(const PairwiseFlags& flags) {
  if (!flags.swapped.empty() && flags.predictions.empty()) {
    throw Error(ErrorKind::kUsage,
                "--swapped is the second file of --predictions, which is missing");
  }
  int judges = (flags.predictions.empty() ? 0 : 1) + (flags.run.empty() ? 0 : 1) +
               (flags.scores.empty() ? 0 : 1);
  if (judges != 1) {
    throw Error(ErrorKind::kUsage,
                "give the judge to evaluate by one of --predictions, --run and --scores");
  }
  if (flags.data.empty() && flags.run.empty()) {
    throw Error(ErrorKind::kUsage, "--data is needed: the file of the labelled pairs");
  }
}

JudgedSet FindJudge(const PairwiseFlags& flags, const LabelledPairs& labelled) {
  if (!flags.run.empty()) {
    return JudgedByRun(labelled, flags.run);
  }
  return flags.scores.empty()
             ? JudgedByFiles(labelled, flags.predictions, flags.swapped)
             : JudgedByScores(labelled, flags.scores, flags.options.folds, flags.options.bootstrap);
}

// Gives how many labelled pairs one of the judges has not judged yet.
size_t Evaluate(const PairwiseFlags& flags, PairwiseEvaluation* evaluation) {
  LabelledPairs labelled =
      flags.data.empty() ? LabelledPairsOfRun(flags.run) : ReadLabelledPairs(flags.data);
  JudgedSet judge = FindJudge(flags, labelled);
  size_t missing = judge.missing;
  std::vector<JudgedSet> others;
  for (const std::string& source : flags.against) {
    others.push_back(JudgedBySource(labelled, source));
    missing += others.back().missing;
  }
  PairwiseOptions options = flags.options;
  options.beside_published = IsBenchmark(labelled);
  *evaluation = EvaluatePairs(judge, others, options);
  if (flags.type == "both" && !evaluation->both_orders) {
    throw Error(ErrorKind::kInput,
                fmt::format("{}: judged in one order, where --type both needs two", judge.name));
  }
  return missing;
}

int EvaluateAndTell(PairwiseFlags flags, std::ostream& out) {
  CheckFlags(flags);
  flags.options.single = flags.type == "single";
  PairwiseEvaluation evaluation;
  size_t missing = Evaluate(flags, &evaluation);
  if (flags.json) {
    WriteJson(out, PairwiseToJson(evaluation).dump() + "\n");
  } else {
    out << RenderPairwise(evaluation, {.width = TerminalWidth(),
                                       .colour = isatty(STDOUT_FILENO) != 0,
                                       .by_scenario = flags.by == "scenario"});
  }
  return missing == 0 ? 0 : 1;
}

void AddSources(CLI::App* command, PairwiseFlags* flags) {
  command->add_option("--data", flags->data,
                      "The labelled pairs (JSON lines); needed unless a run has the labels");
  command->add_option("--predictions", flags->predictions,
                      "Verdicts on them, {\"output\": 0|1|2} a line");
  command->add_option("--swapped", flags->swapped,
                      "The same with the responses swapped, not mapped back");
  command->add_option("--run", flags->run, "A run of `autoj judge` over the pairs");
  command->add_option(
      "--scores", flags->scores,
      "A reward model's scores: {\"score_1\", \"score_2\"} a pair, or {\"score\"} a "
      "response");
  command
      ->add_option("--against", flags->against,
                   "Another judge on the same pairs: a run, or A.jsonl,B.jsonl; may be repeated")
      ->allow_extra_args(false);
}

}  // namespace

CommandBody AddEvalPairwise(CLI::App& eval) {
  auto flags = std::make_shared<PairwiseFlags>();
  CLI::App* command = eval.add_subcommand(
      "pairwise", "Agreement with the labels of pairs, beside judges that need no model");
  AddSources(command, flags.get());
  PairwiseOptions* options = &flags->options;
  command
      ->add_option("--type", flags->type,
                   "both: both orders must give the label; single: the given order alone; default: "
                   "both where both were judged")
      ->check(CLI::IsMember({"both", "single"}));
  command->add_option("--by", flags->by, "group or scenario: what the table shows")
      ->check(CLI::IsMember({"group", "scenario"}));
  AddBootstrapFlags(command, &options->bootstrap);
  command->add_option("--folds", options->folds, "Of cross-validation")->check(CLI::Range(2, 100));
  command
      ->add_option("--wanted-accuracy", options->wanted_accuracy,
                   "For the choice of a confidence to decide from, of [0, 1]")
      ->check(kIsFinite & CLI::Range(0.0, 1.0));
  command->add_flag("--json", flags->json, "One JSON object");
  return [flags](std::ostream& out, std::ostream&) { return EvaluateAndTell(*flags, out); };
}

}  // namespace autoj

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "autoj/judge.h"
#include "base/file.h"
#include "base/hash.h"
#include "cli/distinct_paths.h"
#include "cli/eval_commands.h"
#include "cli/is_whole.h"
#include "cli/json_output.h"
#include "cli/judge_call.h"
#include "cli/judge_flags.h"
#include "cli/record_output.h"
#include "judge/price_list.h"
#include "report/critique_report.h"
#include "study/critique_evaluation.h"
#include "study/critique_judging.h"

namespace autoj {
namespace {

struct CritiqueFlags {
  std::string data;
  std::string critiques = "critiques.autoj";
  std::string reference;
  std::string comparisons;
  std::string fix;
  std::optional<uint64_t> seed;
  JudgeFlags judge;
};

// Line by line.
struct Compared {
  std::vector<CritiqueTask> tasks;
  std::vector<CritiqueComparison> comparisons;
};

int Report(const Compared& all, bool json, std::ostream& out) {
  CritiqueEvaluation evaluation = EvaluateCritiques(all.tasks, all.comparisons);
  if (json) {
    WriteJson(out, CritiqueToJson(evaluation).dump() + "\n");
  } else {
    out << RenderCritiqueTable(evaluation, TerminalWidth());
  }
  out.flush();
  return evaluation.overall.unreadable == 0 ? 0 : 1;
}

// The run's name in the state folder: other critiques of the same data are another run.
std::string RunInput(const CritiqueFlags& flags) {
  constexpr size_t kDigits = 12;
  std::error_code ignored;
  std::string key = flags.critiques + "\n" + flags.fix;
  for (const std::string& file : {flags.reference, flags.fix}) {
    key += "\n" + std::filesystem::weakly_canonical(file, ignored).string();
  }
  return fmt::format("{}-{}", flags.data, Sha256(key).substr(0, kDigits));
}

JudgeOptions OptionsOf(const CritiqueFlags& flags, JudgeOptions options) {
  if (!options.baseline.empty()) {
    throw Error(ErrorKind::kUsage, fmt::format("{} writes nothing, and critiques are compared by "
                                               "what a model writes; give a --model",
                                               options.baseline));
  }
  options.input = RunInput(flags);
  options.protocol = "critique-judge";
  options.mode = Mode::kWritten;
  options.both_orders = false;
  if (!flags.fix.empty()) {
    options.retry.insert({Outcome::kUnreadable, Outcome::kTruncated, Outcome::kTooLong,
                          Outcome::kRefused, Outcome::kFailed});
  }
  return options;
}

std::optional<Price> PriceOf(const std::string& prices, const Engine& engine) {
  return prices.empty() ? std::nullopt : PriceList(prices).Find(engine.Info().model);
}

// Asks where there is no readable answer, and puts the answers in. Gives the exit code.
int AskUnread(const CritiqueFlags& flags, Compared* all, RunEnd* end, std::ostream& err) {
  std::vector<size_t> unread = FindUnread(all->comparisons);
  if (unread.empty()) {
    return 0;
  }
  JudgeCall call(flags.judge, err);
  JudgeOptions options = OptionsOf(flags, call.options());
  Judge judge(options, call.engine());
  std::map<std::string, size_t> places;
  auto items = [&](const ItemSink& sink) {
    for (size_t i : unread) {
      places[all->tasks[i].id] = i;
      sink(MakeCritiqueItem(all->tasks[i], all->comparisons[i]));
    }
  };
  *end = judge.Run(items, call.progress(), call.stop());
  call.progress().Clear();
  std::optional<Price> price = PriceOf(options.prices, call.engine());
  RunSummary summary = call.Facts(*end, judge.cost());
  summary.unfinished = judge.ForEach([&](const Item& item, const ItemJudgment& judged) {
    Count(judged, &summary);
    TakeAnswer(judged, price, &all->comparisons[places.at(item.id)]);
  });
  return call.Conclude({.words = RenderSummary(summary),
                        .summary = SummaryToJson(summary),
                        .items = summary.items,
                        .unfinished = summary.unfinished,
                        .all_decided = AllDecided(summary)},
                       summary, *end);
}

void WriteComparisons(const std::string& path, const std::vector<CritiqueComparison>& comparisons) {
  FileWriter file(path);
  for (const CritiqueComparison& comparison : comparisons) {
    file.Write(RenderComparison(comparison));
  }
  file.Commit();
}

Compared Prepare(const CritiqueFlags& flags) {
  Compared all;
  all.tasks = ReadCritiqueTasks(flags.data, flags.critiques);
  AddReferences(flags.reference, &all.tasks);
  if (flags.fix.empty()) {
    all.comparisons =
        DrawComparisons(all.tasks, flags.judge.judge.language, flags.seed.value_or(0));
  } else {
    all.comparisons = ReadComparisons(flags.fix, all.tasks);
    CheckCanBeFixed(all.tasks, all.comparisons, flags.seed);
  }
  return all;
}

int JudgeCritiques(CritiqueFlags flags, std::ostream& out, std::ostream& err) {
  bool in_place = flags.judge.output.empty();
  CheckDistinct({{"--data", flags.data}, {"--reference", flags.reference}},
                {{in_place ? "--fix" : "--output", in_place ? flags.fix : flags.judge.output}});
  Compared all = Prepare(flags);
  flags.judge.judge.decoding.seed = flags.seed.value_or(0);
  flags.judge.output = in_place ? flags.fix : flags.judge.output;
  RunEnd end = RunEnd::kAll;
  int code = AskUnread(flags, &all, &end, err);
  if (end == RunEnd::kStopped) {
    return code;  // nothing is written of half an evaluation: the run keeps it
  }
  if (!flags.judge.output.empty()) {
    WriteComparisons(flags.judge.output, all.comparisons);
  }
  return std::max(code, Report(all, flags.judge.json, out));
}

int EvalCritique(const CritiqueFlags& flags, std::ostream& out, std::ostream& err) {
  if (!flags.comparisons.empty()) {
    Compared all;
    all.tasks = ReadCritiqueTasks(flags.data, "");
    all.comparisons = ReadComparisons(flags.comparisons, all.tasks);
    return Report(all, flags.judge.json, out);
  }
  if (flags.reference.empty()) {
    throw Error(ErrorKind::kUsage,
                "give --reference (critiques to compare with, by a judge) or --comparisons (a file "
                "of such comparisons, to score)");
  }
  return JudgeCritiques(flags, out, err);
}

}  // namespace

CommandBody AddEvalCritique(CLI::App& eval, const std::string& command_line) {
  auto flags = std::make_shared<CritiqueFlags>();
  flags->judge.judge.command = command_line;
  flags->judge.judge.language = "en";
  CLI::App* command = eval.add_subcommand(
      "critique", "Compare critiques with reference critiques by a judge, and count who wins");
  command->add_option("--data", flags->data, "JSON lines: scenario, prompt, response, critiques")
      ->required();
  command->add_option("--judge-critiques", flags->critiques,
                      "The field with the critiques to evaluate; dots go deeper");
  CLI::Option* reference = command->add_option(
      "--reference", flags->reference, "The critiques to compare with: {\"output\": text} lines");
  CLI::Option* comparisons =
      command
          ->add_option("--comparisons", flags->comparisons,
                       "Comparisons that exist, to be counted; needs no model")
          ->excludes(reference);
  command
      ->add_option("--fix", flags->fix,
                   "Ask again where this file of comparisons has no readable answer; it is "
                   "written anew where there is no --output")
      ->needs(reference)
      ->excludes(comparisons);
  command
      ->add_option("--language", flags->judge.judge.language,
                   "en or zh: which prompt the judge gets")
      ->check(CLI::IsMember({"en", "zh"}));
  command->add_option("--seed", flags->seed, "Of the draw of who is shown first; default: 0")
      ->check(kIsWhole);
  command->add_flag("--json", flags->judge.json, "One JSON object instead of a table");
  AddRunFlags(command, &flags->judge);
  return [flags](std::ostream& out, std::ostream& err) { return EvalCritique(*flags, out, err); };
}

}  // namespace autoj

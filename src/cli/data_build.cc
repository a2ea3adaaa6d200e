#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/file.h"
#include "cli/criteria_flags.h"
#include "cli/data_commands.h"
#include "cli/distinct_paths.h"
#include "cli/json_output.h"
#include "cli/judge_call.h"
#include "cli/judge_flags.h"
#include "cli/record_output.h"
#include "dataset/preferences.h"
#include "pipeline/construction.h"
#include "pipeline/made_rows.h"
#include "pipeline/row_selection.h"
#include "pipeline/teacher_run.h"
#include "report/balance_report.h"
#include "scenario/classifier.h"

namespace autoj {
namespace {

struct BuildFlags {
  std::string kind;
  JudgeFlags judge;
  RowSelectionOptions selection;
  std::string format;
  std::string dropped;
  std::vector<std::string> against = {"eval-p"};
  std::vector<std::string> retry;
};

// "prefs" of "data/prefs.jsonl".
std::string SourceName(const std::string& input) {
  return input == "-" ? "standard-input" : std::filesystem::path(input).stem().string();
}

std::unique_ptr<Construction> MakeConstruction(const BuildFlags& flags,
                                               const ScenarioSet& scenarios) {
  return flags.selection.pairwise ? MakePairwiseConstruction(scenarios)
                                  : MakeSingleConstruction(scenarios);
}

// The items that the teacher is asked about; `read` becomes the number of rows.
std::vector<Item> SelectItems(const BuildFlags& flags, const ScenarioSet& scenarios,
                              DroppedRows& dropped, size_t* read) {
  TestPrompts tests;
  for (const std::string& set : flags.against) {
    tests.Add(set);
  }
  const JudgeOptions& judge = flags.judge.judge;
  std::unique_ptr<Classifier> classifier =
      MakeClassifier(judge.classifier, judge.weights, flags.judge.engine.local.threads);
  RowSelection selection(flags.selection, scenarios, *classifier, tests, dropped);
  std::optional<PreferenceFormat> format;
  if (!flags.format.empty()) {
    format = ParsePreferenceFormat(flags.format);
  }
  SkipBad skip = [&](const std::string& error) {
    ++*read;
    dropped.AddUnreadable(error);
  };
  bool skips = flags.judge.judge.skip_bad;
  try {
    ReadPreferences(
        flags.judge.input, format, [&](Preference row) { selection.Offer(std::move(row)); },
        skips ? skip : SkipBad());
  } catch (const Error&) {
    if (skips) {
      dropped.Commit();  // where no line can be used, it says why
    }
    throw;
  }
  *read += selection.offered();
  return selection.Take();
}

void CheckPaths(const BuildFlags& flags) {
  std::vector<NamedPath> inputs = JudgeFiles(flags.judge);
  for (const std::string& set : flags.against) {
    inputs.push_back({"--against", set});
  }
  CheckDistinct(inputs, {{"--output", flags.judge.output}, {"--dropped", flags.dropped}});
}

int Build(const BuildFlags& flags, std::ostream& out, std::ostream& err) {
  CheckPaths(flags);
  JudgeCall call(flags.judge, err);
  ScenarioSet scenarios = ScenarioSet::Load(flags.judge.judge.scenarios);
  DroppedRows dropped(flags.dropped);
  BalanceReport report;
  std::vector<Item> items = SelectItems(flags, scenarios, dropped, &report.read);
  std::unique_ptr<Construction> construction = MakeConstruction(flags, scenarios);
  std::set<DropReason> retry;
  for (const std::string& name : flags.retry) {
    retry.insert(ParseDropReason(name));
  }
  TeacherRun run(call.options(), *construction, call.engine(), std::move(retry));
  RunEnd end = run.Run(items, call.progress(), call.stop());
  call.progress().Clear();

  FileWriter output(flags.judge.output);
  report.made = WriteMadeRows(items, run, *construction, output, dropped);
  output.Commit();
  dropped.Commit();
  report.dropped = dropped.counts();
  RunSummary facts = call.Facts(end, run.cost());
  report.cost = facts.cost;
  report.run = facts.run;
  CallResult result{.words = RenderBalance(report, TerminalWidth()),
                    .summary = BalanceToJson(report),
                    .items = items.size() - report.made.unfinished,
                    .unfinished = report.made.unfinished,
                    .all_decided = report.made.without_text == 0};
  if (flags.judge.json) {
    WriteJson(out, result.summary.dump() + "\n");
  }
  return call.Conclude(result, facts, end);
}

// Flags that say which rows are taken.
void AddSelecting(CLI::App* command, BuildFlags* flags) {
  command->add_option("--format", flags->format,
                      "items, chosen (Hugging Face) or arena; default: by the first row");
  command->add_option("--language", flags->selection.language, "en, zh or any")
      ->check(CLI::IsMember({"en", "zh", "any"}));
  command->add_option("--max-chars", flags->selection.max_chars,
                      "Of query and responses together; 0: any");
  command->add_option("--per-scenario", flags->selection.per_scenario,
                      "At most so many rows of a scenario; 0: any");
  command->add_option("--against", flags->against,
                      "Test sets whose prompts are left out: eval-p (the default), .jsonl, or .txt "
                      "of `autoj data fingerprint`");
  command->add_option("--source", flags->selection.source,
                      "source_dataset of rows that do not name theirs; default: the input's name");
  command->add_option("--scenarios", flags->judge.judge.scenarios,
                      "Folder of scenarios in place of the shipped ones; +FOLDER: beside them");
  AddClassifierFlags(command, &flags->judge.judge);
  command->add_flag("--skip-bad", flags->judge.judge.skip_bad,
                    "Drop the lines that cannot be read");
}

}  // namespace

CommandBody AddDataBuild(CLI::App& data, const std::string& command_line) {
  auto flags = std::make_shared<BuildFlags>();
  flags->judge.judge.command = command_line;
  CLI::App* command = data.add_subcommand(
      "build", "Have a strong model, the teacher, write what a judge is to learn");
  command->add_option("kind", flags->kind, "pairwise or single")
      ->required()
      ->check(CLI::IsMember({"pairwise", "single"}));
  command
      ->add_option("--input", flags->judge.input,
                   "Preferences: JSON lines, or - for standard input")
      ->required();
  AddRunFlags(command, &flags->judge);
  command->get_option("--output")->required();
  command->remove_option(command->get_option("--model"));
  command->add_option("--teacher", flags->judge.engine.model,
                      "A .gguf file, or servers (http://host:8000/v1, commas between); default: "
                      "the shipped small model");
  command->add_option("--dropped", flags->dropped,
                      "File for the rows that were dropped, with their reasons (JSON lines)");
  command
      ->add_option("--retry", flags->retry,
                   "Reasons of dropped rows that are asked again, e.g. empty_answer,truncated")
      ->delimiter(',')
      ->check(CLI::IsMember({"failed", "too_long", "refused", "truncated", "empty_answer",
                             "other_decision", "form"}));
  command->add_flag("--json", flags->judge.json, "The balance as one JSON object");
  AddSelecting(command, flags.get());
  return [flags](std::ostream& out, std::ostream& err) {
    flags->selection.pairwise = flags->kind == "pairwise";
    if (flags->selection.source.empty()) {
      flags->selection.source = SourceName(flags->judge.input);
    }
    return Build(*flags, out, err);
  };
}

}  // namespace autoj

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "cli/bootstrap_flags.h"
#include "cli/commands.h"
#include "cli/distinct_paths.h"
#include "cli/json_output.h"
#include "cli/record_output.h"
#include "judge/run_folder.h"
#include "report/leaderboard_page.h"
#include "report/leaderboard_report.h"
#include "study/leaderboard.h"

namespace autoj {
namespace {

struct LeaderboardFlags {
  std::vector<std::string> runs;
  std::string definition;
  std::string format = "table";
  std::string output;
  PairwiseOptions options;
};

std::string Render(const std::vector<LeaderboardTable>& tables, const std::string& format) {
  if (format == "json") {
    return LeaderboardToJson(tables).dump() + "\n";
  }
  return format == "markdown" ? LeaderboardToMarkdown(tables)
         : format == "csv"    ? LeaderboardToCsv(tables)
         : format == "html"   ? RenderLeaderboardPage(tables)
                              : RenderLeaderboard(tables, TerminalWidth());
}

int ShowLeaderboard(const LeaderboardFlags& flags, std::ostream& out, std::ostream& err) {
  std::vector<NamedPath> inputs;
  for (const std::string& run : flags.runs) {
    inputs.push_back({"a run's file", RunDatabase(run)});
  }
  CheckDistinct(inputs, {{"--output", flags.output}});
  if (!flags.output.empty()) {
    CheckWritable(flags.output);
  }
  std::vector<OwnRun> runs;
  bool partial = false;
  for (const std::string& folder : flags.runs) {
    runs.push_back(EvaluateRun(folder, flags.options));
    partial = partial || runs.back().evaluation.missing > 0;
  }
  std::vector<LeaderboardTable> tables = MakeLeaderboard(runs, flags.definition);
  if (tables.empty()) {
    err << fmt::format("autoj: nothing was published under {}, and {}\n", flags.definition,
                       runs.empty() ? "no run is given"
                                    : "the runs have no number under it (it needs more orders, "
                                      "or probabilities)");
  }
  std::string text = Render(tables, flags.format);
  if (!flags.output.empty()) {
    WriteFileAtomically(flags.output, text);
  } else if (flags.format == "json") {
    WriteJson(out, text);
  } else {
    out << text;
  }
  return partial ? 1 : 0;
}

}  // namespace

CommandBody AddLeaderboard(CLI::App& program) {
  auto flags = std::make_shared<LeaderboardFlags>();
  CLI::App* command = program.add_subcommand(
      "leaderboard", "Published judges beside your own runs, by definition of agreement");
  command->add_option("runs", flags->runs, "Folders of runs over labelled pairs");
  command->add_option("--definition", flags->definition,
                      "Only this definition of agreement, e.g. both_orders; default: those under "
                      "which something was published");
  command->add_option("--format", flags->format, "table, markdown, csv, json or html (a page)")
      ->check(CLI::IsMember({"table", "markdown", "csv", "json", "html"}));
  command->add_option("--output", flags->output, "File to write; default: standard output");
  AddBootstrapFlags(command, &flags->options.bootstrap);
  return
      [flags](std::ostream& out, std::ostream& err) { return ShowLeaderboard(*flags, out, err); };
}

}  // namespace autoj

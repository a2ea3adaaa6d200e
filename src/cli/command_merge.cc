#include <memory>
#include <ostream>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/log_line.h"
#include "cli/commands.h"
#include "cli/distinct_paths.h"
#include "cli/run_records.h"
#include "judge/merge.h"
#include "judge/run_folder.h"

namespace autoj {
namespace {

struct MergeFlags {
  std::vector<std::string> runs;
  std::string into;
  std::string output;
  std::string prefer;
  std::string log_format = "text";
};

// "shard 2", "shards 2, 3 and 5".
std::string ShardWords(const std::vector<size_t>& numbers) {
  std::string words = numbers.size() == 1 ? "shard " : "shards ";
  for (size_t i = 0; i < numbers.size(); ++i) {
    words += i == 0 ? "" : i + 1 == numbers.size() ? " and " : ", ";
    words += std::to_string(numbers[i]);
  }
  return words;
}

// Tells how it ended, and gives the exit code.
int Conclude(const MergeFlags& flags, const Merged& merged, size_t unfinished, std::ostream& err) {
  int code = unfinished == 0 && merged.missing.empty() ? 0 : 1;
  if (flags.log_format == "json") {
    err << RenderLogLine("finished", {{"exit", code},
                                      {"runs", flags.runs.size()},
                                      {"items", merged.items},
                                      {"shards", merged.shards},
                                      {"missing_shards", merged.missing},
                                      {"unfinished", unfinished}});
  }
  return code;
}

int Merge(const MergeFlags& flags, std::ostream& out, std::ostream& err) {
  std::vector<NamedPath> runs = {{"the new run's file", RunDatabase(flags.into)}};
  for (const std::string& run : flags.runs) {
    runs.push_back({"a run's file", RunDatabase(run)});
  }
  CheckDistinct(runs, {{"--output", flags.output}});
  if (!flags.output.empty()) {
    CheckWritable(flags.output);
  }
  Prefer prefer = flags.prefer.empty()      ? Prefer::kNeither
                  : flags.prefer == "first" ? Prefer::kFirst
                                            : Prefer::kLast;
  bool json = flags.log_format == "json";
  auto tell = [&](const std::string& what) {
    err << (json ? RenderLogLine("step", {{"message", what}}) : what + "\n");
  };
  auto warn = [&](const std::string& what) {
    err << (json ? RenderLogLine("warning", {{"message", what}}) : "warning: " + what + "\n");
  };
  Merged merged = MergeRuns(flags.runs, flags.into, prefer, warn);
  tell(fmt::format("{} runs merged: {} items", flags.runs.size(), merged.items));
  if (!merged.missing.empty()) {
    tell(fmt::format("{} of {} {} missing", ShardWords(merged.missing), merged.shards,
                     merged.missing.size() == 1 ? "is" : "are"));
  }
  size_t unfinished =
      WriteRunRecords(flags.into, flags.output.empty() ? "/dev/null" : flags.output, out, tell);
  return Conclude(flags, merged, unfinished, err);
}

}  // namespace

CommandBody AddMerge(CLI::App& program) {
  auto flags = std::make_shared<MergeFlags>();
  CLI::App* command =
      program.add_subcommand("merge", "Join runs, of the shards of an input, into one");
  command->add_option("runs", flags->runs, "The folders of the runs")->required();
  command->add_option("--run", flags->into, "The folder of the new run")->required();
  command->add_option("--output", flags->output, "File for the records (JSON lines)");
  command
      ->add_option("--prefer", flags->prefer,
                   "first or last: the run that counts where two say other things")
      ->check(CLI::IsMember({"first", "last"}));
  command
      ->add_option("--log-format", flags->log_format,
                   "text, or json: warnings, errors and the end as one JSON object a line")
      ->check(CLI::IsMember({"text", "json"}));
  return [flags](std::ostream& out, std::ostream& err) { return Merge(*flags, out, err); };
}

}  // namespace autoj

#include <memory>
#include <ostream>
#include <string>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "cli/data_commands.h"
#include "cli/distinct_paths.h"
#include "cli/json_output.h"
#include "cli/record_output.h"
#include "cli/token_counter.h"
#include "pipeline/training_file.h"
#include "pipeline/training_stats.h"
#include "report/training_report.h"

namespace autoj {
namespace {

struct StatsFlags {
  std::string file;
  std::string model;
  std::string page;
  bool json = false;
};

int Stats(const StatsFlags& flags, std::ostream& out) {
  CheckDistinct({{"the input", flags.file}}, {{"--html", flags.page}});
  TrainingStats stats(MakeTokenCounter(flags.model));
  ReadTrainingRows(flags.file, [&](const TrainingRow& row, const std::string&) { stats.Add(row); });
  if (!flags.page.empty()) {
    WriteFileAtomically(flags.page, RenderTrainingPage(stats));
  }
  if (flags.json) {
    WriteJson(out, TrainingStatsToJson(stats).dump() + "\n");
  } else {
    out << RenderTrainingStats(stats, TerminalWidth());
  }
  return 0;
}

}  // namespace

CommandBody AddDataStats(CLI::App& data) {
  auto flags = std::make_shared<StatsFlags>();
  CLI::App* command = data.add_subcommand("stats", "What is in a file of training rows");
  command->add_option("file", flags->file, "JSON lines, or - for standard input")->required();
  command->add_option("--model", flags->model,
                      "A .gguf file (or \"default\"), whose tokens are counted");
  command->add_option("--html", flags->page, "File for a page with charts, which needs no other");
  command->add_flag("--json", flags->json, "One JSON object");
  return [flags](std::ostream& out, std::ostream&) { return Stats(*flags, out); };
}

}  // namespace autoj

#include <memory>
#include <ostream>
#include <string>

#include "cli/commands.h"
#include "cli/distinct_paths.h"
#include "cli/run_records.h"
#include "judge/run_folder.h"

namespace autoj {
namespace {

struct ExportFlags {
  std::string run;
  std::string output;
};

}  // namespace

CommandBody AddExport(CLI::App& program) {
  auto flags = std::make_shared<ExportFlags>();
  CLI::App* command =
      program.add_subcommand("export", "Write the records of a run; needs no model and no input");
  command->add_option("run", flags->run, "The folder of the run")->required();
  command->add_option("--output", flags->output, "File for the records (JSON lines)");
  return [flags](std::ostream& out, std::ostream& err) {
    CheckDistinct({{"the run's file", RunDatabase(flags->run)}}, {{"--output", flags->output}});
    auto tell = [&](const std::string& what) { err << what << "\n"; };
    return WriteRunRecords(flags->run, flags->output, out, tell) == 0 ? 0 : 1;
  };
}

}  // namespace autoj

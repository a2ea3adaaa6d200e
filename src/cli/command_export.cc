#include <memory>
#include <optional>
#include <ostream>

#include <fmt/format.h>

#include "autoj/run.h"
#include "base/file.h"
#include "cli/commands.h"
#include "cli/json_output.h"
#include "report/records.h"

namespace autoj {
namespace {

struct ExportFlags {
  std::string run;
  std::string output;
};

int Export(const ExportFlags& flags, std::ostream& out, std::ostream& err) {
  RunReader reader(flags.run);
  std::optional<FileWriter> file;
  if (!flags.output.empty()) {
    file.emplace(flags.output);
  }
  size_t unfinished = reader.ForEach([&](const Item&, const ItemJudgment& judged) {
    std::string line = RenderRecord(judged) + "\n";
    if (file) {
      file->Write(line);
    } else {
      WriteJson(out, line);
    }
  });
  if (file) {
    file->Commit();
  }
  if (unfinished > 0) {
    err << fmt::format(
        "{} item(s) are not judged yet; `autoj judge` with the same command goes on\n", unfinished);
  }
  return unfinished == 0 ? 0 : 1;
}

}  // namespace

CommandBody AddExport(CLI::App& program) {
  auto flags = std::make_shared<ExportFlags>();
  CLI::App* command =
      program.add_subcommand("export", "Write the records of a run; needs no model and no input");
  command->add_option("run", flags->run, "The folder of the run")->required();
  command->add_option("--output", flags->output, "File for the records (JSON lines)");
  return [flags](std::ostream& out, std::ostream& err) { return Export(*flags, out, err); };
}

}  // namespace autoj

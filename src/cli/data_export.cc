#include <filesystem>
#include <memory>
#include <ostream>
#include <string>

#include <fmt/format.h>

#include "base/text.h"
#include "cli/data_commands.h"
#include "cli/distinct_paths.h"
#include "cli/token_counter.h"
#include "pipeline/trainer_export.h"

namespace autoj {
namespace {

struct ExportFlags {
  std::string file;
  std::string trainer;
  std::string folder;
  std::string model;
};

// What is exported stands elsewhere: its folder would mix it with the rows that it becomes, and a
// link may lead to it from another.
void CheckPaths(const ExportFlags& flags, Trainer trainer) {
  namespace fs = std::filesystem;
  std::string source = fs::absolute(flags.file).parent_path().string();
  for (const std::string& file : FilesFor(trainer)) {
    fs::path target = fs::path(flags.folder) / file;
    CheckDistinct({{"the folder of the input", source}},
                  {{"--output", target.parent_path().string()}});
    CheckDistinct({{"the input", flags.file}}, {{"--output", target.string()}});
  }
}

int Export(const ExportFlags& flags, std::ostream& err) {
  Trainer trainer = ParseTrainer(flags.trainer);
  CheckPaths(flags, trainer);
  TrainerExport done =
      ExportForTrainer(flags.file, trainer, flags.folder, MakeTokenCounter(flags.model));
  err << fmt::format("{} pairs and {} single responses become {} rows in {}: {}\n", done.pairwise,
                     done.single, done.written, EscapeForTerminal(flags.folder),
                     fmt::join(done.files, ", "));
  if (done.too_long > 0) {
    err << fmt::format("{} rows of more than 4,096 tokens were left out\n", done.too_long);
  }
  if (!done.unswapped.empty()) {
    err << fmt::format("{} pair(s) stand in their own order alone:\n  {}\n", done.unswapped.size(),
                       fmt::join(done.unswapped, "\n  "));
  }
  return 0;
}

}  // namespace

CommandBody AddDataExport(CLI::App& data) {
  auto flags = std::make_shared<ExportFlags>();
  CLI::App* command =
      data.add_subcommand("export", "Write training rows and a recipe as a trainer reads them");
  command->add_option("file", flags->file, "Training rows (JSON lines)")->required();
  command->add_option("--for", flags->trainer, "trl, llama-factory or axolotl")->required();
  command->add_option("--output", flags->folder, "A folder, not the input's")->required();
  command->add_option("--model", flags->model,
                      "A .gguf file (or \"default\"), by whose tokens rows of more than 4,096 are "
                      "left out; trainers would cut off their verdict");
  return [flags](std::ostream&, std::ostream& err) { return Export(*flags, err); };
}

}  // namespace autoj

#include <memory>
#include <ostream>
#include <string>

#include <fmt/format.h>

#include "base/text.h"
#include "cli/data_commands.h"
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

int Export(const ExportFlags& flags, std::ostream& err) {
  TrainerExport done = ExportForTrainer(flags.file, ParseTrainer(flags.trainer), flags.folder,
                                        MakeTokenCounter(flags.model));
  err << fmt::format("{} pairs and {} single responses become {} rows in {}: {}\n", done.pairwise,
                     done.single, done.written, EscapeForTerminal(flags.folder),
                     fmt::join(done.files, ", "));
  if (done.too_long > 0) {
    err << fmt::format("{} rows of more than 4,096 tokens were left out\n", done.too_long);
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
  command->add_option("--output", flags->folder, "A folder")->required();
  command->add_option("--model", flags->model,
                      "A .gguf file (or \"default\"), by whose tokens rows of more than 4,096 are "
                      "left out; trainers would cut off their verdict");
  return [flags](std::ostream&, std::ostream& err) { return Export(*flags, err); };
}

}  // namespace autoj

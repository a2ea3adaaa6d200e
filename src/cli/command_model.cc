#include <memory>
#include <ostream>

#include "cli/commands.h"
#include "model/default_model.h"
#include "model/rewrite.h"

namespace autoj {

CommandBody AddModel(CLI::App& program) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = program.add_subcommand("model", "About model files");
  command->require_subcommand(1);
  CLI::App* where = command->add_subcommand(
      "where", "The file of the weights that are run; made first, where they are rewritten");
  where->add_option("model", *name, "A .gguf file; default: the shipped small model");
  return [name](std::ostream& out, std::ostream& err) {
    out << PathOfFastWeights(ResolveModel(*name), [&](const std::string& what) {
      err << what << " ...\n";
    }) << "\n";
    return 0;
  };
}

}  // namespace autoj

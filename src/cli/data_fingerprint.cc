#include <memory>
#include <ostream>
#include <string>

#include "base/file.h"
#include "cli/data_commands.h"
#include "cli/distinct_paths.h"
#include "pipeline/test_prompts.h"

namespace autoj {
namespace {

struct FingerprintFlags {
  std::string file;
  std::string output;
};

int Fingerprints(const FingerprintFlags& flags, std::ostream& out) {
  CheckDistinct({{"the test set", flags.file}}, {{"--output", flags.output}});
  std::string text = RenderPrompts(flags.file);
  if (flags.output.empty()) {
    out << text;
  } else {
    WriteFileAtomically(flags.output, text);
  }
  return 0;
}

}  // namespace

CommandBody AddDataFingerprint(CLI::App& data) {
  auto flags = std::make_shared<FingerprintFlags>();
  CLI::App* command = data.add_subcommand(
      "fingerprint", "What `build --against` needs of a test set, without its prompts");
  command->add_option("file", flags->file, "The test set: \"query\" or \"prompt\" a line")
      ->required();
  command->add_option("--output", flags->output, "A .txt file; default: standard output");
  return [flags](std::ostream& out, std::ostream&) { return Fingerprints(*flags, out); };
}

}  // namespace autoj

#include "cli/bootstrap_flags.h"

#include <fmt/format.h>

#include "cli/is_whole.h"

namespace autoj {

void AddBootstrapFlags(CLI::App* command, BootstrapOptions* options) {
  command->add_option("--seed", options->seed, "Of the intervals' resamples, and of folds")
      ->check(kIsWhole);
  command
      ->add_option("--resamples", options->resamples,
                   fmt::format("So many of them; default: {}", options->resamples))
      ->check(CLI::Range(100, 1'000'000));
}

}  // namespace autoj
